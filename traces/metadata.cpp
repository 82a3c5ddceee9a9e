#include "traces/metadata.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace zramlab {
namespace {

using Json = nlohmann::ordered_json;

bool read_text(const Json& json, const char* key, std::string& text) {
  const auto found = json.find(key);
  if (found == json.end()) return true;
  if (!found->is_string()) return false;
  text = found->get<std::string>();
  return true;
}

bool read_texts(const Json& json, const char* key, std::vector<std::string>& texts) {
  const auto found = json.find(key);
  if (found == json.end()) return true;
  if (!found->is_array()) return false;
  for (const Json& item : *found) {
    if (!item.is_string()) return false;
    texts.push_back(item.get<std::string>());
  }
  return true;
}

bool read_number(const Json& json, const char* key, std::uint64_t& number) {
  const auto found = json.find(key);
  if (found == json.end()) return true;
  if (!found->is_number_unsigned()) return false;
  number = found->get<std::uint64_t>();
  return true;
}

}  // namespace

std::string to_json(const TraceMetadata& metadata) {
  const Json json = {
      {"program", metadata.program},
      {"provenance", metadata.provenance},
      {"device", metadata.device},
      {"kernel", metadata.kernel},
      {"page_bytes", 4096},
      {"recorded_by", metadata.recorded_by},
      {"imported_from", metadata.imported_from},
      {"first_time_ns", metadata.first_time_ns},
      {"lost", metadata.lost},
      {"notes", metadata.notes},
  };
  // Names come from recorded programs and need not be UTF-8.
  return json.dump(1, ' ', false, Json::error_handler_t::replace);
}

bool from_json(std::string_view text, TraceMetadata& metadata) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return false;
  TraceMetadata read;
  const bool good = read_text(json, "program", read.program) && read_text(json, "provenance", read.provenance) &&
                    read_text(json, "device", read.device) && read_text(json, "kernel", read.kernel) &&
                    read_text(json, "recorded_by", read.recorded_by) &&
                    read_text(json, "imported_from", read.imported_from) &&
                    read_number(json, "first_time_ns", read.first_time_ns) && read_texts(json, "lost", read.lost) &&
                    read_texts(json, "notes", read.notes);
  if (good) metadata = std::move(read);
  return good;
}

std::string printable(std::string_view text) {
  std::string clean(text);
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; };
  std::ranges::replace_if(clean, is_control, '?');
  return clean;
}

}  // namespace zramlab
