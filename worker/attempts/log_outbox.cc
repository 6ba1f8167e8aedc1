#include "worker/attempts/log_outbox.h"

#include <algorithm>
#include <utility>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "common/logging/logger.h"

namespace srnet::attempts {

void LogOutbox::Restore() {
  for (const KeptLog& log : kept_.List()) Take(log);
}

void LogOutbox::Take(const KeptLog& log) {
  const StatusOr<std::string> text = ReadFile(kept_.PathOf(log), kLongestKeptLog);
  if (!text.ok()) {
    logging::LogWarning("a log is given up", {{"attempt", ToString(log.id)}, {"error", text.status()}});
    return kept_.Remove(log);
  }
  const auto former = Find(log.id);
  if (former != entries_.end()) {
    if (former->log.log != log) kept_.Remove(former->log.log);
    Forget(former);
  }
  if (entries_.size() == kMostLogs) Remove(entries_.begin());
  entries_.push_back(
      {.log = {.log = log, .blob = {DigestOf(*text), static_cast<std::int64_t>(text->size())}}});
  UploadNext();
}

std::vector<UploadedLog> LogOutbox::Uploaded() const {
  std::vector<UploadedLog> logs;
  for (const Entry& entry : entries_) {
    if (entry.uploaded) logs.push_back(entry.log);
  }
  return logs;
}

void LogOutbox::Settle(const AttemptId& id, bool missing) {
  const auto entry = Find(id);
  if (entry == entries_.end() || !entry->uploaded) return;
  if (!missing) {
    Remove(entry);
    return on_change_();
  }
  entry->uploaded = false;
  UploadNext();
}

std::deque<LogOutbox::Entry>::iterator LogOutbox::Find(const AttemptId& id) {
  return std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.log.log.id == id; });
}

void LogOutbox::Remove(const std::deque<Entry>::iterator& entry) {
  kept_.Remove(entry->log.log);
  Forget(entry);
}

void LogOutbox::Forget(const std::deque<Entry>::iterator& entry) {
  if (uploading_ == entry->log.log.id) ticket_.reset();
  entries_.erase(entry);
}

void LogOutbox::UploadNext() {
  if (ticket_ != nullptr) return;
  const auto next = std::ranges::find(entries_, false, &Entry::uploaded);
  if (next == entries_.end()) return;
  uploading_ = next->log.log.id;
  ticket_ = transfers_.Upload({.blob = next->log.blob, .file = kept_.PathOf(next->log.log)},
                              [this, id = uploading_](const Status& status) { OnUploaded(id, status); });
}

void LogOutbox::OnUploaded(const AttemptId& id, const Status& status) {
  ticket_.reset();
  const auto entry = Find(id);
  if (status.ok()) {
    entry->uploaded = true;
  } else {
    logging::LogWarning("a log is given up", {{"attempt", ToString(id)}, {"error", status}});
    Remove(entry);
  }
  UploadNext();
  on_change_();
}

}  // namespace srnet::attempts
