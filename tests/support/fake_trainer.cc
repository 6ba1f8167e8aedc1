// A stand-in for srnet-trainer that does what a script says: fake_trainer request.json
//
// The script is the member "script" of the request, one command a string, or else the lines of the file that
// is the source "dataset". Commands:
//
//   event JSON           writes the line to the event pipe as it is
//   product NAME TEXT    writes TEXT as a product and reports it
//   misreport NAME TEXT  the same, under a wrong digest
//   copy ROLE NAME       makes the input of that role a product
//   need ROLE/FILE TEXT  dies unless the file of the source has this content
//   keep NAME TEXT       appends TEXT to a file of the resume folder and makes all of it the product NAME
//   append FILE TEXT     appends a line to a file
//   hold FIFO            opens a pipe for writing, writes the process id and keeps it open until death
//   await FIFO           waits until somebody opens the pipe for writing
//   child                starts a process that lives for ever
//   deaf                 ignores SIGTERM
//   preemptible          from now on SIGTERM makes it report "preempted" and end
//   log TEXT             writes a line to stderr
//   eat MIB              touches so much memory
//   signal NUMBER        kills itself with it
//   exit CODE
//   hang
//   done                 reports `done` and ends
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>

#include <nlohmann/json.hpp>

#include "common/digest/sha256.h"
#include "common/trainer_protocol/event.h"

namespace srnet::testing {
namespace {

using trainer_protocol::kEventDescriptor;

nlohmann::json request;

void Emit(const std::string& line) {
  const std::string bytes = line + "\n";
  if (::write(kEventDescriptor, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    ::_exit(90);
}

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::cerr << "cannot read " << path << "\n";
    ::exit(91);
  }
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

void WriteProduct(const std::string& name, const std::string& content, bool misreport) {
  const std::string folder = request.at("output");
  ::mkdir(folder.c_str(), 0755);
  std::ofstream(folder + "/" + name + ".bin", std::ios::binary) << content;
  const trainer_protocol::Artifact artifact{.name = name,
                                            .file = name + ".bin",
                                            .digest = DigestOf(misreport ? content + "!" : content),
                                            .bytes = static_cast<std::int64_t>(content.size())};
  Emit(trainer_protocol::ToLine(artifact));
}

void OnTerm(int) {
  const char line[] = "{\"event\":\"failed\",\"class\":\"preempted\",\"message\":\"asked to stop\"}\n";
  [[maybe_unused]] const ssize_t written = ::write(kEventDescriptor, line, sizeof(line) - 1);
  ::_exit(0);
}

std::pair<std::string, std::string> Split(const std::string& text) {
  const std::size_t space = text.find(' ');
  if (space == std::string::npos) return {text, ""};
  return {text.substr(0, space), text.substr(space + 1)};
}

void Keep(const std::string& name, const std::string& text) {
  const std::string folder = request.at("resume");
  ::mkdir(folder.c_str(), 0755);
  std::ofstream(folder + "/" + name, std::ios::app) << text;
  WriteProduct(name, Read(folder + "/" + name), false);
}

void Need(const std::string& file, const std::string& expected) {
  const std::size_t slash = file.find('/');
  const std::string folder = request.at("sources").at(file.substr(0, slash));
  if (Read(folder + file.substr(slash)) != expected) ::exit(92);
}

void Hold(const std::string& fifo) {
  const int descriptor = ::open(fifo.c_str(), O_WRONLY);
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (descriptor < 0 || ::write(descriptor, pid.data(), pid.size()) < 0) ::exit(93);
}

void StartChild() {
  if (::fork() != 0) return;
  while (true) ::pause();
}

void Eat(const std::string& mebibytes) {
  const std::size_t size = std::stoul(mebibytes) << 20;
  auto* bytes = static_cast<volatile char*>(::malloc(size));
  for (std::size_t i = 0; i < size; i += 4096) bytes[i] = 1;
}

[[noreturn]] void Hang() {
  while (true) ::pause();
}

using Commands = std::map<std::string, std::function<void(const std::string&, const std::string&)>>;

const Commands& AllCommands() {
  using Text = const std::string&;
  static const Commands commands = {
      {"product", [](Text name, Text text) { WriteProduct(name, text, false); }},
      {"misreport", [](Text name, Text text) { WriteProduct(name, text, true); }},
      {"copy", [](Text role, Text name) { WriteProduct(name, Read(request.at("inputs").at(role)), false); }},
      {"need", Need},
      {"keep", Keep},
      {"append", [](Text file, Text text) { std::ofstream(file, std::ios::app) << text << "\n"; }},
      {"hold", [](Text fifo, Text) { Hold(fifo); }},
      {"await", [](Text fifo, Text) { ::close(::open(fifo.c_str(), O_RDONLY)); }},
      {"child", [](Text, Text) { StartChild(); }},
      {"deaf", [](Text, Text) { ::signal(SIGTERM, SIG_IGN); }},
      {"preemptible", [](Text, Text) { ::signal(SIGTERM, OnTerm); }},
      {"eat", [](Text mebibytes, Text) { Eat(mebibytes); }},
      {"signal", [](Text number, Text) { ::raise(std::stoi(number)); }},
      {"exit", [](Text code, Text) { ::_exit(std::stoi(code)); }},
      {"hang", [](Text, Text) { Hang(); }},
      {"done",
       [](Text, Text) {
         Emit(trainer_protocol::ToLine(trainer_protocol::Done{}));
         ::_exit(0);
       }},
  };
  return commands;
}

void Run(const std::string& line) {
  const auto [command, rest] = Split(line);
  if (command == "event") return Emit(rest);
  if (command == "log") {
    std::cerr << rest << std::endl;
    return;
  }
  const auto found = AllCommands().find(command);
  if (found == AllCommands().end()) ::exit(94);
  const auto [first, second] = Split(rest);
  found->second(first, second);
}

}  // namespace
}  // namespace srnet::testing

int main(int, char** argv) {
  using srnet::testing::request;
  request = nlohmann::json::parse(srnet::testing::Read(argv[1]));
  if (request.contains("script")) {
    for (const std::string line : request["script"]) srnet::testing::Run(line);
    return 0;
  }
  std::istringstream script(srnet::testing::Read(request.at("sources").at("dataset")));
  for (std::string line; std::getline(script, line);) {
    if (!line.empty()) srnet::testing::Run(line);
  }
  return 0;
}
