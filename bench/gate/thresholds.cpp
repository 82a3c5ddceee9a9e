#include "bench/gate/thresholds.h"

#include "bench/gate/glob.h"
#include "engine/base/input_error.h"
#include "engine/base/table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <fstream>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

// What stands where in the file, for messages.
class Place {
 public:
  explicit Place(std::string path) : path_(std::move(path)) {}
  [[nodiscard]] Place in(std::string_view key) const { return Place(fmt::format("{}: {}", path_, key)); }
  [[nodiscard]] InputError wrong(const std::string& what) const { return bad_input(fmt::format("{}: {}", path_, what)); }

 private:
  std::string path_;
};

struct Key {
  std::string_view name;
};

template <std::size_t Count>
void refuse_other_keys(const ordered_json& object, const std::array<Key, Count>& known, const Place& place) {
  if (!object.is_object()) throw place.wrong(fmt::format("this is to be an object in {{ }}, not {}", object.type_name()));
  for (const auto& [key, value] : object.items()) {
    if (find_in(known, key) == nullptr) throw place.wrong(fmt::format("'{}' is not known here; there are: {}", key, names_of(known)));
  }
}

double number_at(const ordered_json& object, std::string_view key, const Place& place) {
  const ordered_json& value = object.at(key);
  if (!value.is_number()) throw place.in(key).wrong(fmt::format("this is to be a number, not {}", value.dump()));
  const double number = value.get<double>();
  if (!std::isfinite(number) || number < 0) throw place.in(key).wrong(fmt::format("{} is not 0 or more", number));
  return number;
}

GoodDirection direction_at(const ordered_json& object, const Place& place) {
  const ordered_json& value = object.at("direction");
  for (const GoodDirection better : {GoodDirection::lower, GoodDirection::higher, GoodDirection::neither}) {
    if (value == to_string(better)) return better;
  }
  throw place.in("direction").wrong(fmt::format("{} is not \"lower\", \"higher\" or \"neither\"", value.dump()));
}

Threshold threshold_of(const ordered_json& object, const Place& place) {
  static constexpr std::array<Key, 4> keys{{{"max_regression"}, {"floor"}, {"direction"}, {"exact"}}};
  refuse_other_keys(object, keys, place);
  Threshold threshold;
  if (object.contains("max_regression")) threshold.max_regression = number_at(object, "max_regression", place);
  if (object.contains("floor")) threshold.floor = number_at(object, "floor", place);
  if (object.contains("direction")) threshold.better = direction_at(object, place);
  if (object.contains("exact")) {
    if (!object["exact"].is_boolean()) throw place.in("exact").wrong("this is to be true or false");
    threshold.exact = object["exact"].get<bool>();
  }
  return threshold;
}

Ordering ordering_of(const ordered_json& value, const std::string& file, const Place& place) {
  if (value.is_string()) return parse_ordering(value.get<std::string>(), file);
  static constexpr std::array<Key, 2> keys{{{"rule"}, {"tolerance"}}};
  refuse_other_keys(value, keys, place);
  if (!value.contains("rule") || !value["rule"].is_string()) throw place.wrong("an ordering needs a \"rule\"");
  Ordering ordering = parse_ordering(value["rule"].get<std::string>(), file);
  if (value.contains("tolerance")) ordering.tolerance = number_at(value, "tolerance", place);
  return ordering;
}

void read_metrics(const ordered_json& object, const Place& place, Thresholds& thresholds) {
  if (!object.is_object()) throw place.wrong("this is to be an object of name globs");
  for (const auto& [glob, metrics] : object.items()) {
    if (!metrics.is_object()) throw place.in(glob).wrong("this is to be an object of metrics");
    for (const auto& [metric, threshold] : metrics.items()) {
      thresholds.metrics.push_back({glob, metric, threshold_of(threshold, place.in(glob).in(metric))});
    }
  }
}

template <class Read>
void read_list(const ordered_json& document, std::string_view key, const Place& place, Read read) {
  if (!document.contains(key)) return;
  if (!document[key].is_array()) throw place.in(key).wrong("this is to be a list in [ ]");
  for (const ordered_json& value : document[key]) read(value);
}

Thresholds thresholds_of(const ordered_json& document, const std::string& file) {
  static constexpr std::array<Key, 5> keys{{{"comment"}, {"runs"}, {"rounds"}, {"names"}, {"orderings"}}};
  const Place place(file);
  refuse_other_keys(document, keys, place);
  Thresholds thresholds;
  thresholds.file = file;
  if (document.contains("names")) read_metrics(document["names"], place.in("names"), thresholds);
  read_list(document, "orderings", place, [&](const ordered_json& value) {
    thresholds.orderings.push_back(ordering_of(value, file, place.in("orderings")));
  });
  read_list(document, "runs", place, [&](const ordered_json& value) {
    if (!value.is_string()) throw place.in("runs").wrong("a run is a text with bench's options");
    thresholds.runs.push_back(value.get<std::string>());
  });
  if (document.contains("rounds")) thresholds.rounds = static_cast<unsigned>(number_at(document, "rounds", place));
  if (thresholds.metrics.empty() && thresholds.orderings.empty()) throw place.wrong("it holds nothing to anything: give \"names\" or \"orderings\"");
  return thresholds;
}

}  // namespace

const MetricThreshold* Thresholds::find(std::string_view name, std::string_view metric) const {
  for (auto entry = metrics.rbegin(); entry != metrics.rend(); ++entry) {
    if (entry->metric == metric && matches_glob(entry->glob, name)) return &*entry;
  }
  return nullptr;
}

Thresholds read_thresholds(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) throw bad_input(fmt::format("--thresholds: cannot read {}", file.string()));
  try {
    return thresholds_of(ordered_json::parse(stream), file.string());
  } catch (const ordered_json::parse_error& error) {
    throw bad_input(fmt::format("{}: this is no JSON: {}", file.string(), error.what()));
  } catch (const ordered_json::out_of_range& error) {
    throw bad_input(fmt::format("{}: a number is beyond what a program can hold: {}", file.string(), error.what()));
  }
}

}  // namespace zramlab
