// The folder from which an interrupted training goes on, with the same bits as if nothing had happened.
//
//   products/product-<step>           products kept so far, written before any state that names them
//   state-<n>/tensors.safetensors     what the model's State() holds; n counts saves, the greatest is newest
//   state-<n>/run.json                line 1: {"key": of the stage, "sha256": of the tensors}
//                                     line 2: the RunState
//   incoming/                         a state being written, renamed to the next state-<n> when complete
//
// A crash at any moment leaves at least the last complete state: one step may be saved twice (an interrupted
// evaluation is repeated), so no state ever takes the place of another, and the older ones go after the new
// one is there. Nothing in the folder is trusted: a state of another stage, or one whose bytes are not those
// that were written, is passed over with a notice. One thread; one process at a time.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/stage/stage.h"
#include "common/status/status.h"
#include "model/checkpoint/safetensors_reader.h"
#include "model/checkpoint/safetensors_writer.h"
#include "model/training/run_state.h"

namespace srnet::training {

class ResumeStore {
 public:
  struct Found {
    RunState state;
    checkpoint::SafetensorsReader tensors;
  };

  // Makes the folder if it is missing.
  static StatusOr<ResumeStore> Open(const std::filesystem::path& folder, const stage::StageKey& key);

  // The newest state that is whole and of this stage; nothing if there is none. Each state that was passed
  // over gives a notice. Fails only when the folder cannot be read.
  StatusOr<std::optional<Found>> Load(std::vector<std::string>& notices) const;

  // Durable when it returns. Older states, and whatever lies among the products that `state` does not name,
  // are removed after that; one that cannot be removed gives a notice.
  Status Save(const RunState& state, const std::vector<checkpoint::NamedTensor>& tensors,
              std::vector<std::string>& notices);

  std::filesystem::path ProductPath(std::int64_t step) const;

  // Removes everything that this class has made; what cannot be removed gives a notice.
  void Clear(std::vector<std::string>& notices);

 private:
  ResumeStore(std::filesystem::path folder, const stage::StageKey& key)
      : folder_(std::move(folder)), key_(key) {}

  StatusOr<Found> LoadState(const std::filesystem::path& folder) const;
  void RemoveStale(const RunState& state, std::int64_t newest, std::vector<std::string>& notices) const;

  std::filesystem::path folder_;
  stage::StageKey key_;
};

}  // namespace srnet::training
