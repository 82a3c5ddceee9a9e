#include "bench/compare/contexts.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

// A member of the context that must agree; of an object each of its members.
struct ComparedMember {
  const char* pointer;
  const char* what;
  bool is_of_the_host;
};

constexpr std::array<ComparedMember, 14> compared_members{{
    {"/num_cpus", "number of CPUs", true},
    {"/cpu_scaling_enabled", "CPU frequency scaling", true},
    {"/library_build_type", "build type", true},
    {"/zramlab/cpu_model", "CPU model", true},
    {"/zramlab/kernel", "kernel", true},
    {"/zramlab/compiler", "compiler", true},
    {"/zramlab/clock", "clock", true},
    {"/zramlab/seed", "seed", false},
    {"/zramlab/libraries", "library", false},
    {"/zramlab/settings", "setting", false},
    {"/zramlab/input/name", "input", false},
    {"/zramlab/input/records", "records of the input", false},
    {"/zramlab/input/distinct_pages", "distinct pages of the input", false},
    {"/zramlab/simulation", "simulation", false},
}};

bool is_all_simulated(const ResultsDocument& document) {
  return std::all_of(document.rows.begin(), document.rows.end(), [](const ResultRow& row) { return row.is_simulated; });
}

const ordered_json* find(const ordered_json& context, const char* pointer) {
  const ordered_json::json_pointer place(pointer);
  return context.contains(place) ? &context.at(place) : nullptr;
}

const ordered_json* member_of(const ordered_json* object, const std::string& key) {
  if (object == nullptr || !object->is_object()) return nullptr;
  const auto found = object->find(key);
  return found == object->end() ? nullptr : &*found;
}

std::string text_of(const ordered_json* value) {
  if (value == nullptr) return "not said";
  return value->is_string() ? value->get<std::string>() : value->dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

class Comparison {
 public:
  explicit Comparison(Unsaid unsaid) : unsaid_(unsaid) {}

  void compare(const std::string& what, const ordered_json* a, const ordered_json* b) {
    if (a == nullptr && b == nullptr) return;
    const bool is_object = (a != nullptr && a->is_object()) || (b != nullptr && b->is_object());
    if (is_object) return compare_members(what, a, b);
    if ((a == nullptr || b == nullptr) && unsaid_ == Unsaid::passes) return;
    if (a == nullptr || b == nullptr || *a != *b) differences_.push_back({what, text_of(a), text_of(b)});
  }

  std::vector<ContextDifference> take() { return std::move(differences_); }

 private:
  void compare_members(const std::string& what, const ordered_json* a, const ordered_json* b) {
    std::vector<std::string> keys;
    for (const ordered_json* side : {a, b}) {
      if (side == nullptr || !side->is_object()) continue;
      for (const auto& [key, value] : side->items()) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
      }
    }
    for (const std::string& key : keys) compare(what + " " + key, member_of(a, key), member_of(b, key));
  }

  Unsaid unsaid_;
  std::vector<ContextDifference> differences_;
};

}  // namespace

std::vector<ContextDifference> context_differences(const ResultsDocument& a, const ResultsDocument& b, Unsaid unsaid) {
  const bool is_of_virtual_time = is_all_simulated(a) && is_all_simulated(b);
  Comparison comparison(unsaid);
  for (const ComparedMember& member : compared_members) {
    if (member.is_of_the_host && is_of_virtual_time) continue;
    comparison.compare(member.what, find(a.context, member.pointer), find(b.context, member.pointer));
  }
  return comparison.take();
}

std::string describe_differences(const std::vector<ContextDifference>& differences) {
  std::string text = "these results were measured under different conditions, which may be what differs:";
  for (const ContextDifference& difference : differences) text += fmt::format("\n  {}: {} | {}", difference.what, difference.a, difference.b);
  return text + "\nMeasure both alike, or add --despite-context to compare them all the same";
}

}  // namespace zramlab
