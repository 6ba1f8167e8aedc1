// What a command line says of a specification: `srnet plan preset/fig3 --model minilm --scale 0.01`.
//
// Each option is one more line of YAML, so the service reads it as if it stood in the file: on top of a
// preset it takes the place of the preset's member; what the file itself has already is an error with its
// line. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace srnet::cli {

struct Amendment {
  std::string model = {};      // A name of the catalogue,
  bool model_is_path = false;  // or a folder.
  std::vector<std::string> tasks = {};
  std::vector<std::int64_t> seeds = {};
  double scale = 0;  // 0: not given.
};

// "preset/fig3" and the like.
bool NamesPreset(std::string_view file);

// The specification that is a preset and nothing else.
std::string PresetSpecification(std::string_view preset);

// The text with a line for each member that is given.
std::string Amended(std::string text, const Amendment& amendment);

}  // namespace srnet::cli
