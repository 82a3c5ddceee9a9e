#include "workloads/json_object.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>

namespace zramlab {

using nlohmann::ordered_json;

JsonObject::JsonObject(std::string place, const ordered_json& value) : place_(std::move(place)), value_(&value) {
  if (!value.is_object()) throw bad_input(fmt::format("{}: must be an object, not {}", place_, value.dump()));
}

const ordered_json* JsonObject::take(std::string_view name) {
  const auto found = value_->find(std::string(name));
  if (found == value_->end()) return nullptr;
  taken_.insert(std::string(name));
  return &*found;
}

std::string JsonObject::text(std::string_view name) {
  std::optional<std::string> found = optional_text(name);
  if (!found) fail(name, "is missing");
  return *std::move(found);
}

std::optional<std::string> JsonObject::optional_text(std::string_view name) {
  const ordered_json* const value = take(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string() || value->get_ref<const std::string&>().empty()) fail(name, "must be a text that is not empty");
  return value->get<std::string>();
}

std::optional<double> JsonObject::optional_number(std::string_view name, double lowest, double highest) {
  const ordered_json* const value = take(name);
  if (value == nullptr) return std::nullopt;
  const double number = value->is_number() ? value->get<double>() : std::nan("");
  if (!(number >= lowest && number <= highest)) {
    fail(name, fmt::format("must be a number from {} to {}, not {}", lowest, highest, value->dump()));
  }
  return number;
}

std::optional<std::uint64_t> JsonObject::optional_count(std::string_view name, std::uint64_t lowest, std::uint64_t highest) {
  const ordered_json* const value = take(name);
  if (value == nullptr) return std::nullopt;
  const bool is_count = value->is_number_unsigned() && value->get<std::uint64_t>() >= lowest && value->get<std::uint64_t>() <= highest;
  if (!is_count) fail(name, fmt::format("must be a whole number from {} to {}, not {}", lowest, highest, value->dump()));
  return value->get<std::uint64_t>();
}

std::vector<JsonObject> JsonObject::objects(std::string_view name) {
  const ordered_json* const list = take(name);
  if (list == nullptr) fail(name, "is missing");
  if (!list->is_array() || list->empty()) fail(name, "must be a list that is not empty");
  std::vector<JsonObject> all;
  for (const ordered_json& item : *list) all.emplace_back(fmt::format("{}: {}[{}]", place_, name, all.size()), item);
  return all;
}

std::vector<std::pair<std::string, std::string>> JsonObject::rest() {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [name, value] : value_->items()) {
    if (taken_.contains(name)) continue;
    taken_.insert(name);
    if (!value.is_number() && !value.is_string()) fail(name, fmt::format("must be a number or a text, not {}", value.dump()));
    texts.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
  }
  return texts;
}

void JsonObject::refuse_rest(std::string_view known) const {
  for (const auto& [name, value] : value_->items()) {
    if (!taken_.contains(name)) fail(name, fmt::format("is not known here; there are: {}", known));
  }
}

void JsonObject::fail(std::string_view name, std::string_view problem) const {
  throw bad_input(fmt::format("{}: \"{}\" {}", place_, name, problem));
}

ordered_json parse_json_file(const std::string& file) {
  std::ifstream stream(file);
  std::ostringstream read;
  read << stream.rdbuf();
  const std::string text = read.str();
  if (!stream) throw bad_input(fmt::format("cannot read {}: {}", file, std::strerror(errno)));
  std::vector<std::set<std::string>> members;
  const auto watch = [&](int, ordered_json::parse_event_t event, const ordered_json& parsed) {
    if (event == ordered_json::parse_event_t::object_start) members.emplace_back();
    if (event == ordered_json::parse_event_t::object_end) members.pop_back();
    if (event == ordered_json::parse_event_t::key && !members.back().insert(parsed.get<std::string>()).second) {
      throw bad_input(fmt::format("{}: \"{}\" is given twice", file, parsed.get<std::string>()));
    }
    return true;
  };
  try {
    return ordered_json::parse(text, watch);
  } catch (const ordered_json::parse_error& error) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
    const auto line = 1 + std::count(text.begin(), end, '\n');
    throw bad_input(fmt::format("{}:{}: no JSON: {}", file, line, error.what()));
  } catch (const ordered_json::out_of_range& error) {
    throw bad_input(fmt::format("{}: a number is beyond what a program can hold: {}", file, error.what()));
  }
}

}  // namespace zramlab
