// What a real bash offers for a command line, once it has read a completion script of srnet.
#pragma once

#include <cstdio>
#include <fstream>
#include <string>

#include "tests/support/temporary_directory.h"

namespace srnet::testing {

// `line` is the words typed so far, without quotes; the last one is completed. The offers, with blanks
// between.
inline std::string CompleteInBash(const std::string& script, const std::string& line) {
  const TemporaryDirectory folder;
  const std::string file = (folder / "completion").native();
  std::ofstream(file) << script;
  const std::string command =
      "bash --norc -c 'set -e; source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); "
      "_srnet || true; echo \"${COMPREPLY[*]}\"' '" +
      file + "' " + line + " 2>&1";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::string offers;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) offers += static_cast<char>(c);
  ::pclose(pipe);
  if (!offers.empty()) offers.pop_back();  // The line feed.
  return offers;
}

}  // namespace srnet::testing
