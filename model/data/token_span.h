// Token ids in a file, two or four bytes each, read without knowing which. A view; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/tokenizer/vocabulary.h"

namespace srnet::data {

class TokenSpan {
 public:
  TokenSpan() = default;
  explicit TokenSpan(std::span<const std::uint16_t> ids) : narrow_(ids.data()), size_(ids.size()) {}
  explicit TokenSpan(std::span<const std::uint32_t> ids) : wide_(ids.data()), size_(ids.size()) {}

  std::size_t size() const { return size_; }

  tokenizer::TokenId operator[](std::size_t index) const {
    return narrow_ != nullptr ? narrow_[index] : static_cast<tokenizer::TokenId>(wide_[index]);
  }

  TokenSpan Part(std::size_t begin, std::size_t size) const {
    TokenSpan part = *this;
    if (narrow_ != nullptr) part.narrow_ += begin;
    if (wide_ != nullptr) part.wide_ += begin;
    part.size_ = size;
    return part;
  }

  // Writes size() ids of any integer type, for example the int64 that an embedding wants.
  template <typename Integer>
  void CopyTo(Integer* destination) const {
    for (std::size_t i = 0; i < size_; ++i) destination[i] = static_cast<Integer>((*this)[i]);
  }

 private:
  const std::uint16_t* narrow_ = nullptr;
  const std::uint32_t* wide_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace srnet::data
