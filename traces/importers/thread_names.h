// The thread table of an import, by recorded thread id.
#pragma once

#include "engine/base/types.h"
#include "traces/writer.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace zramlab {

// What the kernel writes for a thread whose name it has forgotten.
inline constexpr std::string_view forgotten_name = "<...>";

// A thread is called by the last name that its lines gave it. Until a line does, the fallback serves.
class ThreadNames {
 public:
  explicit ThreadNames(TraceWriter& writer) : writer_(writer) {}

  // `name` may be forgotten_name; `fallback` is what the event itself says.
  ThreadIndex index_of(std::uint32_t id, std::string_view name, std::string_view fallback);

  // As learn(), but also for a thread whose first record is still to come; of at most threads_max.
  void remember(std::uint32_t id, std::string_view name);

  // A line of something else also gave a name; ignored for threads that have no record.
  void learn(std::uint32_t id, std::string_view name);

 private:
  struct Recent {
    std::uint32_t id = 0;
    ThreadIndex index = no_thread;
  };
  static constexpr ThreadIndex no_thread = 0xffffffff;

  ThreadIndex find_or_add(std::uint32_t id, std::string_view fallback);
  void rename(ThreadIndex thread, std::string_view name);

  TraceWriter& writer_;
  std::unordered_map<std::uint32_t, ThreadIndex> indices_;
  std::unordered_map<std::uint32_t, std::string> remembered_;  // of threads without a record
  std::vector<std::string> names_;
  // The last threads whose ids end alike: a few threads make most records.
  std::array<Recent, 64> recent_{};
};

}  // namespace zramlab
