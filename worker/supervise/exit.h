// How a program ended. Plain value.
#pragma once

#include <cstdint>
#include <string>

namespace srnet::supervise {

struct Exit {
  int code = 0;                        // Exit code, when `signal` is 0.
  int signal = 0;                      // The signal that killed it, or 0.
  std::int64_t peak_memory_bytes = 0;  // Largest resident set of the program or of a child it waited for.
};

// "exited with code 3" or "was killed by SIGSEGV".
std::string Describe(const Exit& exit);

}  // namespace srnet::supervise
