// Hugging Face folders with a BERT or a RoBERTa of 2 layers and d = 32 whose random weights are the same on
// every run, so that nothing has to be downloaded or checked in.
//
// BERT's vocabulary is letters and word pieces of one letter, so it reads any English text. RoBERTa's is the
// 256 bytes and a few merges of them; like the released one its file has no pooler and no classifier.
#pragma once

#include <filesystem>

namespace srnet::testing {

void WriteTinyModelFolder(const std::filesystem::path& folder);
void WriteTinyRobertaFolder(const std::filesystem::path& folder);

}  // namespace srnet::testing
