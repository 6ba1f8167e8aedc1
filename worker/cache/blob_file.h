// Work on the bytes of one blob file that takes long enough to belong on a thread of its own. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>

#include "common/digest/digest.h"
#include "common/status/status.h"

namespace srnet::cache {

// Checks that the file is the blob of that digest and size. DATA_LOSS says what it is instead, NOT_FOUND that
// there is none.
Status VerifyBlob(const std::filesystem::path& file, const Digest& digest, std::int64_t bytes);

// VerifyBlob, then fsync and a read-only mode: the file is ready to be inserted. A file that is not the blob
// is removed; after any other failure it can still be written.
Status SealBlob(const std::filesystem::path& file, const Digest& digest, std::int64_t bytes);

}  // namespace srnet::cache
