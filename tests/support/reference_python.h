// Runs a script in the Python environment of the independent references (transformers, scikit-learn, NLTK).
//
// The environment is named by SRNET_REFERENCE_PYTHON, the path of its interpreter. Tests that need it carry
// the label `reference` and skip when it is not set:
//
//   if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
//   ASSERT_EQ(RunReferenceScript("tests/model/x/reference/y.py", {"--output", path}), 0);
#pragma once

#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace srnet::testing {

inline bool HasReferencePython() { return std::getenv("SRNET_REFERENCE_PYTHON") != nullptr; }

inline std::string ShellQuoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// `script` is relative to the root of the project. Returns the exit status as std::system does.
inline int RunReferenceScript(const std::string& script, const std::vector<std::string>& arguments) {
  std::string command = fmt::format("{} {}", ShellQuoted(std::getenv("SRNET_REFERENCE_PYTHON")),
                                    ShellQuoted(fmt::format("{}/{}", SRNET_SOURCE_FOLDER, script)));
  for (const std::string& argument : arguments) command += " " + ShellQuoted(argument);
  return std::system(command.c_str());
}

}  // namespace srnet::testing
