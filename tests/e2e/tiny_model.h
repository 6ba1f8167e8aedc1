// A Hugging Face folder with a BERT of 2 layers and d = 32 whose random weights are the same on every run.
//
// Its vocabulary is letters and word pieces of one letter, so it reads any English text, and nothing has to
// be downloaded or checked in.
#pragma once

#include <filesystem>

namespace srnet::testing {

void WriteTinyModelFolder(const std::filesystem::path& folder);

}  // namespace srnet::testing
