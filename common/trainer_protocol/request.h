// What a trainer is asked: one stage, where its inputs lie and where its products go.
//
// The request is a JSON file, so that `srnet-trainer request.json` is a complete experiment without any
// service:
//
//   {"protocol": 1, "stage": {...},
//    "inputs":  {"checkpoint": "/path/file"},          role -> file, for every input of the stage
//    "sources": {"model": "/path/folder"},             role -> folder or file, for every source of the stage
//    "output": "/path/folder",                         products are written here; created if missing
//    "resume": "/path/folder",                         where the resume checkpoint lives between attempts
//    "threads": 2}
//
// Relative paths are relative to the folder of the request file. ParseRequest fails with INVALID_ARGUMENT
// naming the field. Any thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "common/stage/stage.h"
#include "common/status/status.h"

namespace srnet::trainer_protocol {

inline constexpr int kProtocolVersion = 1;

struct Request {
  stage::Stage stage;
  std::map<std::string, std::filesystem::path> inputs;
  std::map<std::string, std::filesystem::path> sources;
  std::filesystem::path output;
  std::filesystem::path resume;
  int threads = 1;
};

std::string ToJson(const Request& request);
StatusOr<Request> ParseRequest(std::string_view text, const std::filesystem::path& base);

}  // namespace srnet::trainer_protocol
