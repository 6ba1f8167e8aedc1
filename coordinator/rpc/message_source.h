// Messages that are sent one after the other. One thread at a time; Next may block on files.
#pragma once

#include <memory>
#include <utility>

#include "common/status/status.h"
#include "coordinator/rpc/byte_source.h"

namespace srnet::rpc {

template <typename Message>
class MessageSource {
 public:
  virtual ~MessageSource() = default;

  // Fills an empty message. False at the end.
  virtual StatusOr<bool> Next(Message& message) = 0;
};

// Bytes as messages that have a bytes field `data`.
template <typename Message>
class Pieces final : public MessageSource<Message> {
 public:
  explicit Pieces(std::unique_ptr<ByteSource> bytes) : bytes_(std::move(bytes)) {}

  StatusOr<bool> Next(Message& message) override {
    SRNET_ASSIGN_OR_RETURN(*message.mutable_data(), bytes_->Next());
    return !message.data().empty();
  }

 private:
  std::unique_ptr<ByteSource> bytes_;
};

template <typename Message>
StatusOr<std::unique_ptr<MessageSource<Message>>> InPieces(StatusOr<std::unique_ptr<ByteSource>> bytes) {
  if (!bytes.ok()) return bytes.status();
  return std::make_unique<Pieces<Message>>(*std::move(bytes));
}

}  // namespace srnet::rpc
