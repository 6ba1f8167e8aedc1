// srnet: the command line.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "cli/app/cli.h"

int main(int argc, char** argv) {
  using namespace srnet::cli;
  Interruption interruption;
  const SignalListener listener(interruption);
  Context context{.options = {},
                  .out = std::cout,
                  .err = std::cerr,
                  .out_terminal = DescribeTerminal(STDOUT_FILENO),
                  .err_terminal = DescribeTerminal(STDERR_FILENO),
                  .interruption = interruption};
  const char* server = std::getenv("SRNET_SERVER");
  const ExitCode code = RunCommandLine(std::vector<std::string>(argv + 1, argv + argc),
                                       server == nullptr ? "" : server, context);
  std::cout.flush();
  return static_cast<int>(code);
}
