#include "traces/importers/thread_names.h"

namespace zramlab {
namespace {

// As much of a name as a trace keeps, so that memory is bounded however long a line is.
std::string_view kept(std::string_view name) { return name.substr(0, thread_name_bytes_max); }

}  // namespace

ThreadIndex ThreadNames::index_of(std::uint32_t id, std::string_view name, std::string_view fallback) {
  Recent& recent = recent_[id % recent_.size()];
  if (recent.id != id || recent.index == no_thread) recent = {id, find_or_add(id, fallback)};
  if (name != forgotten_name) rename(recent.index, name);
  return recent.index;
}

ThreadIndex ThreadNames::find_or_add(std::uint32_t id, std::string_view fallback) {
  const auto [found, is_new] = indices_.try_emplace(id, static_cast<ThreadIndex>(names_.size()));
  if (is_new) {
    const auto remembered = remembered_.find(id);
    names_.emplace_back(remembered == remembered_.end() ? kept(fallback) : remembered->second);
    writer_.add_thread({id, names_.back()});
  }
  return found->second;
}

void ThreadNames::learn(std::uint32_t id, std::string_view name) {
  if (name == forgotten_name) return;
  if (const auto found = indices_.find(id); found != indices_.end()) rename(found->second, name);
}

void ThreadNames::remember(std::uint32_t id, std::string_view name) {
  if (indices_.contains(id)) return learn(id, name);
  if (remembered_.size() < threads_max || remembered_.contains(id)) remembered_[id] = kept(name);
}

void ThreadNames::rename(ThreadIndex thread, std::string_view name) {
  name = kept(name);
  if (names_[thread] == name) return;
  names_[thread] = name;
  writer_.rename_thread(thread, names_[thread]);
}

}  // namespace zramlab
