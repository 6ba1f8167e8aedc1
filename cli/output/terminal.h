// What a stream can show: a terminal takes colours and redrawn lines, everything else plain text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace srnet::cli {

struct Terminal {
  bool interactive = false;  // Lines may be redrawn and coloured.
  std::size_t width = 80;
  std::size_t height = 24;
};

// Of a descriptor. TERM=dumb is not interactive. Colours obey NO_COLOR, see Paint.
Terminal DescribeTerminal(int descriptor);

enum class Colour { kRed, kGreen, kYellow, kDim, kBold };

// The text in that colour on an interactive terminal without NO_COLOR, else as it is.
std::string Paint(const Terminal& terminal, Colour colour, std::string_view text);

}  // namespace srnet::cli
