#include "common/digest/sha256.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "common/files/errno_status.h"
#include "common/files/file_descriptor.h"

namespace srnet {
namespace {

constexpr std::size_t kReadSize = 1 << 20;

}  // namespace

struct Sha256::Context {
  // OpenSSL fails here only without memory or without its default provider: neither can be handled.
  Context() : evp(EVP_MD_CTX_new()) { Start(); }
  ~Context() { EVP_MD_CTX_free(evp); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  void Start() { SRNET_CHECK(evp != nullptr && EVP_DigestInit_ex(evp, EVP_sha256(), nullptr) == 1); }

  EVP_MD_CTX* evp;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::Update(const void* data, std::size_t size) {
  SRNET_CHECK(EVP_DigestUpdate(context_->evp, data, size) == 1);
}

Digest Sha256::Finish() {
  Digest::Bytes bytes;
  SRNET_CHECK(EVP_DigestFinal_ex(context_->evp, bytes.data(), nullptr) == 1);
  context_->Start();
  return Digest(bytes);
}

Digest DigestOf(std::string_view bytes) {
  // Setting up a context costs as much as hashing a stage; a finished one is as good as new.
  thread_local Sha256 sha256;
  sha256.Update(bytes);
  return sha256.Finish();
}

StatusOr<Digest> DigestOfFile(const std::filesystem::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return ErrnoStatus(errno, "cannot open {}", path.native());
  Sha256 sha256;
  std::vector<char> buffer(kReadSize);
  while (true) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, "cannot read {}", path.native());
    if (count == 0) return sha256.Finish();
    sha256.Update(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace srnet
