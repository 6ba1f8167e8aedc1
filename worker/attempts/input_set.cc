#include "worker/attempts/input_set.h"

#include <utility>

#include "common/files/files.h"

namespace srnet::attempts {
namespace {

constexpr std::uint64_t kMaxManifest = std::uint64_t{64} << 20;

// Roles become file names.
Status CheckRole(const std::string& role) {
  if (role.empty() || role == "." || role == ".." || role.find('/') != role.npos ||
      role.find('\0') != role.npos) {
    return InvalidArgument("the role \"{}\" of an input is no plain name", role);
  }
  return absl::OkStatus();
}

}  // namespace

InputSet::InputSet(cache::BlobCache& cache, transfer::Transfers& transfers, std::vector<ResolvedInput> inputs,
                   std::filesystem::path folder)
    : cache_(cache), transfers_(transfers), inputs_(std::move(inputs)), folder_(std::move(folder)) {}

InputSet::~InputSet() {
  for (const Digest& digest : pinned_) cache_.Unpin(digest);
}

void InputSet::Start(OnEnd on_end) {
  on_end_ = std::move(on_end);
  for (const ResolvedInput& input : inputs_) Fetch({input.digest, input.bytes});
  // A stage without inputs still answers from the loop.
  ++waiting_;
  tickets_.push_back(transfers_.Seal({}, [this](Status status) { Fetched(std::move(status)); }));
}

void InputSet::Fetch(const transfer::BlobName& blob) {
  cache_.Pin(blob.digest);
  pinned_.push_back(blob.digest);
  ++waiting_;
  tickets_.push_back(transfers_.Fetch(blob, [this](Status status) { Fetched(std::move(status)); }));
}

void InputSet::Fetched(Status status) {
  if (on_end_ == nullptr) return;  // Another blob has failed.
  if (!status.ok()) return End(std::move(status));
  if (--waiting_ > 0) return;
  if (!std::exchange(trees_read_, true)) {
    if (Status read = ReadTrees(); !read.ok()) return End(std::move(read));
    if (waiting_ > 0) return;
  }
  End(LayOut());
}

// The manifests are here; their files come next.
Status InputSet::ReadTrees() {
  for (const ResolvedInput& input : inputs_) {
    if (!input.tree) continue;
    SRNET_ASSIGN_OR_RETURN(const std::string manifest, ReadFile(cache_.PathOf(input.digest), kMaxManifest));
    StatusOr<cache::Tree> tree = cache::ParseTree(manifest);
    if (!tree.ok()) return Annotate(tree.status(), fmt::format("the folder of role \"{}\"", input.role));
    for (const auto& [name, file] : *tree) Fetch({file.digest, file.bytes});
    trees_[input.digest] = *std::move(tree);
  }
  return absl::OkStatus();
}

StatusOr<InputPaths> InputSet::LayOut() const {
  InputPaths paths;
  for (const ResolvedInput& input : inputs_) {
    SRNET_RETURN_IF_ERROR(CheckRole(input.role));
    const std::filesystem::path path = folder_ / (input.source ? "sources" : "inputs") / input.role;
    if (input.tree) {
      SRNET_RETURN_IF_ERROR(cache::MaterialiseTree(
          trees_.at(input.digest), [this](const Digest& digest) { return cache_.PathOf(digest); }, path));
    } else {
      SRNET_RETURN_IF_ERROR(cache::LinkFile(cache_.PathOf(input.digest), path));
    }
    (input.source ? paths.sources : paths.inputs)[input.role] = path;
  }
  return paths;
}

void InputSet::End(StatusOr<InputPaths> result) {
  OnEnd callback = std::exchange(on_end_, nullptr);
  callback(std::move(result));
}

}  // namespace srnet::attempts
