// srnet: the command line.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "cli/app/cli.h"

namespace {

// One that is set to nothing is wanted to be none. The flags leave what fits on the screen alone, and
// colours.
std::string PagerOfTheUser() {
  const char* pager = std::getenv("PAGER");
  return pager == nullptr ? "less -FRX" : pager;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace srnet::cli;
  Interruption interruption;
  const SignalListener listener(interruption);
  Context context{.options = {},
                  .out = std::cout,
                  .err = std::cerr,
                  .out_terminal = DescribeTerminal(STDOUT_FILENO),
                  .err_terminal = DescribeTerminal(STDERR_FILENO),
                  .interruption = interruption,
                  .pager = PagerOfTheUser()};
  const char* server = std::getenv("SRNET_SERVER");
  const ExitCode code = RunCommandLine(std::vector<std::string>(argv + 1, argv + argc),
                                       server == nullptr ? "" : server, context);
  std::cout.flush();
  if (std::cout || code != ExitCode::kDone) return static_cast<int>(code);
  std::cerr << "srnet: standard output: cannot be written, is the disk full?\n";
  return static_cast<int>(ExitCode::kInternal);
}
