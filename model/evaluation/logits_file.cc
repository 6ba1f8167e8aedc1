#include "model/evaluation/logits_file.h"

#include <numeric>
#include <vector>

#include "model/checkpoint/safetensors_writer.h"
#include "model/evaluation/pack_rows.h"

namespace srnet::evaluation {

Status WriteLogits(const std::filesystem::path& path, const data::TokenisedSet& set,
                   const at::Tensor& logits) {
  std::vector<std::uint32_t> rows(set.rows());
  std::iota(rows.begin(), rows.end(), 0u);
  return checkpoint::WriteSafetensors(path, {{"logits", logits}, {"labels", LabelsOf(set, rows)}},
                                      {{"set", set.name()}});
}

}  // namespace srnet::evaluation
