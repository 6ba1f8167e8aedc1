#include "coordinator/planning/resolve.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "coordinator/planning/nearest_name.h"
#include "coordinator/planning/recipe.h"

namespace srnet::planning {
namespace {

template <typename Entry>
std::vector<std::string_view> NamesIn(const std::vector<Entry>& entries) {
  std::vector<std::string_view> names;
  for (const Entry& entry : entries) names.push_back(entry.name);
  return names;
}

class Resolver {
 public:
  Resolver(const Specification& specification, const Catalogue& catalogue, Problems& problems)
      : specification_(specification), catalogue_(catalogue), problems_(problems) {}

  Resolved Run() {
    Resolved resolved;
    for (const ModelReference& model : specification_.models) {
      resolved.models.push_back(FindModelOf(model, resolved));
    }
    for (const auto& task : specification_.tasks) resolved.datasets.push_back(FindDatasetOf(task, resolved));
    for (const auto& set : specification_.evaluate) CheckSet(set, resolved);
    CheckVectors(specification_.overrides.every);
    for (const NamedTaskOverride& task : specification_.overrides.tasks) CheckVectors(task.fields);
    for (std::size_t i = 0; i < specification_.tasks.size(); ++i) {
      resolved.vectors.push_back(VectorsOf(specification_.tasks[i].value, resolved.datasets[i]));
    }
    return resolved;
  }

 private:
  const CatalogueModel* FindModelOf(const ModelReference& reference, const Resolved& resolved) {
    if (!reference.path.value.empty()) {
      problems_.Add(reference.path.place,
                    "model.path: a folder is uploaded by the client that submits; name a model "
                    "of the catalogue here");
      return nullptr;
    }
    const CatalogueModel* model = FindModel(catalogue_, reference.name.value);
    if (model != nullptr) {
      if (std::ranges::find(resolved.models, model) != resolved.models.end()) {
        problems_.Add(reference.name.place, fmt::format("model: \"{}\" is given twice", model->name));
      }
      return model;
    }
    problems_.Add(reference.name.place,
                  fmt::format("model: \"{}\" is not in the catalogue{}", reference.name.value,
                              Suggestion(reference.name.value, NamesIn(catalogue_.models))),
                  StatusCode::kNotFound);
    return nullptr;
  }

  const CatalogueDataset* FindDatasetOf(const Placed<std::string>& task, const Resolved& resolved) {
    const CatalogueDataset* dataset = FindDataset(catalogue_, task.value);
    if (dataset == nullptr) {
      problems_.Add(task.place,
                    fmt::format("tasks: the data set \"{}\" is not in the catalogue{}; import it first",
                                task.value, Suggestion(task.value, NamesIn(catalogue_.datasets))),
                    StatusCode::kNotFound);
    } else if (std::ranges::find(resolved.datasets, dataset) != resolved.datasets.end()) {
      problems_.Add(task.place, fmt::format("tasks: \"{}\" is given twice", dataset->name));
    } else {
      CheckDataset(task, *dataset);
    }
    return dataset;
  }

  void CheckDataset(const Placed<std::string>& task, const CatalogueDataset& dataset) {
    const auto has = [&](SetRole role) {
      return std::ranges::any_of(dataset.sets,
                                 [&](const auto& set) { return set.role == role && set.rows > 0; });
    };
    if (!has(SetRole::kTrain) || !has(SetRole::kDev)) {
      problems_.Add(task.place,
                    fmt::format("tasks: \"{}\" needs a training set and a dev set with rows", dataset.name));
    }
    const bool reports = specification_.evaluate.empty() ||
                         std::ranges::any_of(dataset.sets, [&](const auto& set) { return IsAskedFor(set); });
    if (!reports) {
      problems_.Add(task.place, fmt::format("evaluate: \"{}\" has none of these sets", dataset.name));
    }
  }

  bool IsAskedFor(const CatalogueSet& set) const {
    return IsForEvaluation(set.role) && std::ranges::any_of(specification_.evaluate, [&](const auto& name) {
             return name.value == set.name;
           });
  }

  void CheckSet(const Placed<std::string>& name, const Resolved& resolved) {
    std::vector<std::string_view> known;
    for (const CatalogueDataset* dataset : resolved.datasets) {
      if (dataset == nullptr) continue;
      for (const CatalogueSet& set : dataset->sets) {
        if (!IsForEvaluation(set.role)) continue;
        if (set.name == name.value) return;
        known.push_back(set.name);
      }
    }
    if (known.empty()) return;  // The tasks have problems of their own.
    problems_.Add(name.place, fmt::format("evaluate: no task has an evaluation set \"{}\"{}", name.value,
                                          Suggestion(name.value, known)));
  }

  // Where they are written, so that a wrong name is one problem however many tasks it is for.
  void CheckVectors(const TaskOverride& written) {
    const auto& name = written.bias.word_vectors;
    if (!name || FindVectors(catalogue_, name->value) != nullptr) return;
    problems_.Add(name->place,
                  fmt::format("bias.word_vectors: \"{}\" is not in the catalogue{}; import it first",
                              name->value, Suggestion(name->value, NamesIn(catalogue_.vectors))),
                  StatusCode::kNotFound);
  }

  const CatalogueVectors* VectorsOf(const std::string& task, const CatalogueDataset* dataset) {
    if (dataset == nullptr) return nullptr;
    const Recipe recipe(specification_, task, *dataset);
    const Placed<std::string>* name = recipe.WordVectors();
    if (name == nullptr) return nullptr;
    if (recipe.Bias().features == stage::Name(BiasFeatures::kShallowModel)) {
      problems_.Add(
          name->place,
          fmt::format("bias.word_vectors: the bias model of \"{}\" is a shallow_model, which reads none",
                      task));
    }
    return FindVectors(catalogue_, name->value);
  }

  const Specification& specification_;
  const Catalogue& catalogue_;
  Problems& problems_;
};

}  // namespace

Resolved Resolve(const Specification& specification, const Catalogue& catalogue, Problems& problems) {
  return Resolver(specification, catalogue, problems).Run();
}

}  // namespace srnet::planning
