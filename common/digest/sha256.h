// SHA-256 over bytes that arrive in pieces, in memory or from a file.
//
// The value does not depend on how the bytes are cut into pieces. One object belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

#include "common/digest/digest.h"
#include "common/status/status.h"

namespace srnet {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void Update(const void* data, std::size_t size);
  void Update(std::string_view bytes) { Update(bytes.data(), bytes.size()); }

  // Ends the message. The object then starts a new, empty one.
  Digest Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

Digest DigestOf(std::string_view bytes);

// Reads the file in pieces. NotFound, PermissionDenied, DataLoss (I/O error); the message names the path.
StatusOr<Digest> DigestOfFile(const std::filesystem::path& path);

}  // namespace srnet
