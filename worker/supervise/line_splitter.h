// Cuts a stream of bytes into lines. Plain value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace srnet::supervise {

class LineSplitter {
 public:
  explicit LineSplitter(std::size_t max_line) : max_line_(max_line) {}

  // The lines that these bytes complete, without their line feeds.
  std::vector<std::string> Push(std::string_view bytes);

  // True once a line has grown beyond the limit. Nothing comes out any more.
  bool overflowed() const { return overflowed_; }

 private:
  std::size_t max_line_;
  std::string rest_;
  bool overflowed_ = false;
};

}  // namespace srnet::supervise
