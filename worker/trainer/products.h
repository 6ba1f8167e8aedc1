// The products of a stage: gathered under temporary names, published together by rename when all are
// complete.
//
// They are staged in `<output>/.incoming`, which a crashed attempt may leave behind and the next one clears,
// so nothing half-written ever has a final name. One thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "worker/trainer/reporter.h"

namespace srnet::trainer {

class Products {
 public:
  // Makes the output folder and an empty staging folder.
  static StatusOr<Products> Open(const std::filesystem::path& output);

  // Declares an artifact and returns where to write it, durably, before Publish.
  std::filesystem::path Stage(const std::string& artifact, const std::string& file);

  // The same for a file that exists already: by a hard link where possible, else by a copy.
  Status StageFrom(const std::filesystem::path& source, const std::string& artifact, const std::string& file);

  // Renames all of them into the output folder, makes that durable, then reports each.
  Status Publish(Reporter& reporter);

 private:
  struct Staged {
    std::string artifact;
    std::string file;
  };

  explicit Products(std::filesystem::path output) : output_(std::move(output)) {}
  std::filesystem::path Staging() const { return output_ / ".incoming"; }

  std::filesystem::path output_;
  std::vector<Staged> staged_;
};

}  // namespace srnet::trainer
