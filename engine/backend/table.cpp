#include "engine/backend/table.h"

#include "engine/backend/parameters.h"
#include "engine/base/table.h"

#include <fmt/format.h>

#include <array>

namespace zramlab {

#define BACKEND(name, summary, parameters) std::shared_ptr<const Codec> make_##name##_codec(ParameterReader&);
#include "engine/backend/backends.inc"
#undef BACKEND

namespace {

constexpr auto table = std::to_array<BackendEntry>({
#define BACKEND(name, summary, parameters) {#name, summary, parameters, make_##name##_codec},
#include "engine/backend/backends.inc"
#undef BACKEND
});

struct CodecText {
  std::string_view name;
  std::string_view parameters;
};

CodecText split_at_colon(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {text, {}};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

// What stands between commas: always one item more than there are commas.
std::vector<std::string_view> items_of(std::string_view text) {
  std::vector<std::string_view> items;
  for (std::size_t comma = text.find(','); comma != std::string_view::npos; comma = text.find(',')) {
    items.push_back(text.substr(0, comma));
    text.remove_prefix(comma + 1);
  }
  items.push_back(text);
  return items;
}

BackendParameters parse_parameters(const BackendEntry& entry, std::string_view text) {
  BackendParameters parameters;
  if (text.empty()) return parameters;
  for (const std::string_view item : items_of(text)) {
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == item.size()) {
      throw usage_error(fmt::format("--codec {}: '{}' is not a parameter with its value; {}", entry.name, item,
                                    what_it_takes(entry.parameters)));
    }
    if (!parameters.emplace(item.substr(0, equals), item.substr(equals + 1)).second) {
      throw usage_error(fmt::format("--codec {}: {} is given twice", entry.name, item.substr(0, equals)));
    }
  }
  return parameters;
}

InputError unknown_codec(std::string_view name) {
  const std::string_view hint =
      name.find('=') == std::string_view::npos ? "" : "; a codec's parameters follow a colon, as in zstd:level=3";
  return usage_error(fmt::format("--codec: no codec is called '{}'; there are: {}{}", name, names_of(table), hint));
}

}  // namespace

std::span<const BackendEntry> backends() { return table; }

std::shared_ptr<const Codec> make_codec(std::string_view text) {
  const CodecText codec_text = split_at_colon(text);
  const BackendEntry* entry = find_in(table, codec_text.name);
  if (entry == nullptr) throw unknown_codec(codec_text.name);
  ParameterReader parameters(entry->name, entry->parameters, parse_parameters(*entry, codec_text.parameters));
  std::shared_ptr<const Codec> codec = entry->make(parameters);
  parameters.refuse_rest();
  return codec;
}

std::string canonical_codec_name(std::string_view text) {
  const CodecText codec_text = split_at_colon(text);
  return std::string(codec_text.parameters.empty() ? codec_text.name : text);
}

std::vector<std::string> split_codec_list(std::string_view text) {
  std::vector<std::string> codecs;
  for (const std::string_view item : items_of(text)) {
    const std::size_t equals = item.find('=');
    const bool is_parameter = equals != std::string_view::npos && item.find(':') >= equals;
    if (is_parameter && !codecs.empty() && codecs.back().find(':') != std::string::npos) {
      codecs.back().append(",").append(item);
    } else {
      codecs.emplace_back(item);
    }
  }
  return codecs;
}

}  // namespace zramlab
