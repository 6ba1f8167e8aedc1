#include "worker/supervise/exit.h"

#include <fmt/format.h>
#include <string.h>

namespace srnet::supervise {

std::string Describe(const Exit& exit) {
  if (exit.signal == 0) return fmt::format("exited with code {}", exit.code);
  const char* name = ::sigabbrev_np(exit.signal);
  if (name == nullptr) return fmt::format("was killed by signal {}", exit.signal);
  return fmt::format("was killed by SIG{}", name);
}

}  // namespace srnet::supervise
