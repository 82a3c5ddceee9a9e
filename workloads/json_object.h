// An object of a JSON file that people write: what is wrong with it is said with its place.
#pragma once

#include "engine/base/input_error.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zramlab {

// Members are taken out one by one; what nobody took is an error.
class JsonObject {
 public:
  // `place` is "day.json" or "day.json: phases[1]". THROWS InputError (bad_input), as all that follows, for what is no object.
  JsonObject(std::string place, const nlohmann::ordered_json& value);

  std::string text(std::string_view name);
  std::optional<std::string> optional_text(std::string_view name);
  // A number from lowest to highest; whole where is_whole.
  std::optional<double> optional_number(std::string_view name, double lowest, double highest);
  std::optional<std::uint64_t> optional_count(std::string_view name, std::uint64_t lowest, std::uint64_t highest);
  // A list that is not empty, of objects: each with its place.
  std::vector<JsonObject> objects(std::string_view name);

  // What was not taken yet, as texts: numbers and texts only.
  std::vector<std::pair<std::string, std::string>> rest();
  // THROWS if something was not taken; `known` are the names there are.
  void refuse_rest(std::string_view known) const;

  [[noreturn]] void fail(std::string_view name, std::string_view problem) const;
  [[nodiscard]] const std::string& place() const { return place_; }

 private:
  const nlohmann::ordered_json* take(std::string_view name);

  std::string place_;
  const nlohmann::ordered_json* value_;
  std::set<std::string, std::less<>> taken_;
};

// The file's text as JSON. THROWS InputError (bad_input) that names file, line and column; also for a member that is given twice.
nlohmann::ordered_json parse_json_file(const std::string& file);

}  // namespace zramlab
