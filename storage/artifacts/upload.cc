#include "storage/artifacts/upload.h"

#include <unistd.h>

#include <cerrno>

#include "common/files/errno_status.h"
#include "storage/artifacts/file_io.h"

namespace srnet::artifacts {

Status Upload::Append(std::int64_t at, std::string_view bytes) {
  if (at != offset_) {
    return InvalidArgument("upload of {}: a chunk starts at {}, the next byte is {}", digest_.ToHex(), at,
                           offset_);
  }
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (size > bytes_ - offset_) {
    return InvalidArgument("upload of {}: {} bytes at {} are more than the {} announced", digest_.ToHex(),
                           size, at, bytes_);
  }
  if (size == 0) return Status();
  SRNET_RETURN_IF_ERROR(CheckRoom(incoming_, size, disk_reserve_));
  if (const Status written = WriteAll(file_, bytes, incoming_); !written.ok()) {
    // What a failed write left behind the last whole chunk must not stay: offset_ is where the sender goes
    // on.
    if (::ftruncate(file_.get(), offset_) == 0) ::lseek(file_.get(), offset_, SEEK_SET);
    return written;
  }
  hash_.Update(bytes);
  offset_ += size;
  return Status();
}

Status Upload::Restart() {
  if (::ftruncate(file_.get(), 0) != 0 || ::lseek(file_.get(), 0, SEEK_SET) != 0) {
    return ErrnoStatus(errno, "cannot empty {}", incoming_.native());
  }
  hash_ = Sha256();
  offset_ = 0;
  return Status();
}

Status Upload::Finish() {
  if (!file_.valid()) return Status();
  if (!complete()) {
    return FailedPrecondition("upload of {}: {} of {} bytes have arrived", digest_.ToHex(), offset_, bytes_);
  }
  const Digest actual = hash_.Finish();
  if (actual != digest_) {
    SRNET_RETURN_IF_ERROR(Restart());
    return DataLoss("the bytes sent as {} are {}: send them again", digest_.ToHex(), actual.ToHex());
  }
  SRNET_RETURN_IF_ERROR(Publish(file_, incoming_, blob_));
  file_.Reset();
  return Status();
}

}  // namespace srnet::artifacts
