// The end of a log that arrives in pieces, as much of it as is kept. Plain value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace srnet::app {

class LogWindow {
 public:
  static constexpr std::size_t kLongest = std::size_t{256} << 10;

  // Takes a piece of the log that begins at `position`. What has come already is passed over; after a gap,
  // what came before it is let go.
  void Append(std::int64_t position, std::string_view piece);

  // Where the log is expected to go on; 0 before the first piece.
  std::int64_t end() const { return begin_ + static_cast<std::int64_t>(text_.size()); }

  struct Part {
    std::int64_t skipped = 0;  // Bytes after the position that was asked for which are not kept.
    std::string_view text;     // Valid until the window changes.
  };
  // Everything from `position` on.
  Part From(std::int64_t position) const;

 private:
  std::int64_t begin_ = 0;
  std::string text_;
};

}  // namespace srnet::app
