// Long texts, page by page. Any thread.
#pragma once

#include <cstddef>
#include <string>

namespace srnet::cli {

// Whether the text has more lines than a screen of so many can show above the next prompt.
bool IsLongerThan(const std::string& text, std::size_t height);

// Hands the text to the shell command, which has the terminal, and waits until it ends. False if it could not
// be started: nothing was shown then.
bool Page(const std::string& command, const std::string& text);

}  // namespace srnet::cli
