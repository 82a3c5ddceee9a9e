#include "traces/importers/thread_names.h"

namespace zramlab {

ThreadIndex ThreadNames::index_of(std::uint32_t id, std::string_view name, std::string_view fallback) {
  if (id != last_id_ || names_.empty()) {
    const auto [found, is_new] = indices_.try_emplace(id, static_cast<ThreadIndex>(names_.size()));
    if (is_new) {
      names_.emplace_back(fallback);
      writer_.add_thread({id, names_.back()});
    }
    last_id_ = id;
    last_ = found->second;
  }
  if (name != forgotten_name) rename(last_, name);
  return last_;
}

void ThreadNames::learn(std::uint32_t id, std::string_view name) {
  if (name == forgotten_name) return;
  if (const auto found = indices_.find(id); found != indices_.end()) rename(found->second, name);
}

void ThreadNames::rename(ThreadIndex thread, std::string_view name) {
  if (names_[thread] == name) return;
  names_[thread] = name;
  writer_.rename_thread(thread, names_[thread]);
}

}  // namespace zramlab
