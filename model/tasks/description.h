// What makes a published sentence-pair task a data set: which files, which columns, which labels, judged how.
//
// The built-in tasks (registry.h) and those of users are such descriptions, written in YAML; docs/tasks.md
// explains every key with examples. Plain values, any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "model/data/dataset.h"

namespace srnet::tasks {

// Where a row has a value: the first of these names that the file knows, or a position.
struct Column {
  std::vector<std::string> names;
  std::optional<int> position;  // From 0; below 0 from the end, -1 is the last.
};

// "{set}-{index}": pieces of text and of values.
struct IdPiece {
  enum class Kind { kText, kColumn, kLine, kSet };
  Kind kind = Kind::kText;
  std::string text;  // Of kText.
  Column column;     // Of kColumn.
};

enum class Format { kTsv, kJsonLines };

// What shows that a file is another one than its name says, and what to do about it.
using Refusals = std::vector<std::pair<std::string, std::string>>;

// How a file is laid out.
struct Table {
  Format format = Format::kTsv;
  bool header = true;  // A TSV file begins with a line of column names.
  Column a;
  Column b;
  Column label;
  std::vector<IdPiece> id;
  bool ragged = false;  // Rows of another number of columns than the header are known: they are left out.
  Refusals refused_columns;  // By the name of a column.
  Refusals refused_texts;    // By what a text begins with.
};

struct SetDescription {
  data::LabelledSet set;           // Without rows.
  std::vector<std::string> files;  // The first that exists is read.
  Table table;
  std::vector<Column> groups;  // Where the values of set.groups are.
  bool optional = false;
  std::vector<std::pair<std::string, int>> values;  // What the file writes -> label of the set.
  std::vector<std::string> left_out;                // Values whose rows are left out, and not bad.
};

struct TaskDescription {
  std::string name;                  // Of the data set, unless another one is wanted.
  std::string task;                  // Chooses the recipe: "nli", "paraphrase" or "fact".
  std::vector<std::string> classes;  // In the order of the logits.
  std::vector<std::string> folders;  // Where files are looked for below the folder given, "." for itself.
  std::vector<SetDescription> sets;
};

// InvalidArgument with one line for each mistake: "line 3, column 5: sets.train.role: ...".
StatusOr<TaskDescription> ParseDescription(std::string_view yaml);

}  // namespace srnet::tasks
