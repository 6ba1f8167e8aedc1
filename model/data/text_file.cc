#include "model/data/text_file.h"

#include <zstd.h>

#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

#include "common/files/files.h"

namespace srnet::data {
namespace {

namespace fs = std::filesystem;

constexpr char kCompressed[] = ".zst";

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

StatusOr<std::string> Unpack(std::string_view packed, std::uint64_t max_bytes, const fs::path& path) {
  const std::unique_ptr<ZSTD_DStream, FreeStream> stream(ZSTD_createDStream());
  SRNET_CHECK(stream != nullptr);
  std::vector<char> piece(ZSTD_DStreamOutSize());
  ZSTD_inBuffer input{packed.data(), packed.size(), 0};
  std::string text;
  std::size_t expected = 1;  // What the decoder still wants; 0 exactly at the end of a frame.
  bool full = false;         // The last piece was filled, so the decoder may hold more of it.
  while (input.pos < input.size || full) {
    ZSTD_outBuffer output{piece.data(), piece.size(), 0};
    expected = ZSTD_decompressStream(stream.get(), &output, &input);
    if (ZSTD_isError(expected)) {
      return DataLoss("{} is damaged: {}", path.native(), ZSTD_getErrorName(expected));
    }
    full = output.pos == output.size;
    if (text.size() + output.pos > max_bytes) {
      return InvalidArgument("{} unpacks to more than the {} bytes allowed here", path.native(), max_bytes);
    }
    text.append(piece.data(), output.pos);
  }
  if (expected != 0) return DataLoss("{} is truncated: the last frame does not end", path.native());
  return text;
}

}  // namespace

StatusOr<fs::path> FindTextFile(const fs::path& path) {
  fs::path compressed = path.native() + kCompressed;
  std::error_code ignored;
  if (fs::exists(path, ignored)) return path;
  if (fs::exists(compressed, ignored)) return compressed;
  return NotFound("there is neither {} nor {}", path.native(), compressed.native());
}

StatusOr<std::string> ReadTextFile(const fs::path& path, std::uint64_t max_bytes) {
  SRNET_ASSIGN_OR_RETURN(std::string content, ReadFile(path, max_bytes));
  if (path.extension() != kCompressed) return content;
  return Unpack(content, max_bytes, path);
}

}  // namespace srnet::data
