#include "engine/base/table.h"
#include "workloads/content/content.h"

#include <array>
#include <charconv>

namespace zramlab {

#define CONTENT(function, name, summary, argument, parameters) Content load_##function(ContentRequest&);
#include "workloads/content/contents.inc"
#undef CONTENT

namespace {

constexpr auto table = std::to_array<ContentEntry>({
#define CONTENT(function, name, summary, argument, parameters) {name, summary, argument, parameters, load_##function},
#include "workloads/content/contents.inc"
#undef CONTENT
});

ContentParameters parse_parameters(std::string_view text) {
  ContentParameters parameters;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      throw usage_error(fmt::format("--content: '{}' is no parameter; write name=value", item));
    }
    if (!parameters.emplace(item.substr(0, equals), item.substr(equals + 1)).second) {
      throw usage_error(fmt::format("--content: {} is given twice", item.substr(0, equals)));
    }
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return parameters;
}

// What is behind the last colon are parameters if there is an equals sign in it, and part of a file's name otherwise.
void split_argument(std::string_view text, ContentRequest& request) {
  const std::size_t colon = text.rfind(':');
  if (colon != std::string_view::npos && text.find('=', colon) != std::string_view::npos) {
    request.parameters = parse_parameters(text.substr(colon + 1));
    text = text.substr(0, colon);
  }
  request.argument = text;
}

}  // namespace

std::span<const ContentEntry> content_sources() { return table; }

Content load_content(const std::string& text, std::uint64_t seed, const FindShipped& find_shipped) {
  const std::size_t colon = text.find(':');
  const std::string_view name = std::string_view(text).substr(0, colon);
  const ContentEntry* const entry = find_in(table, name);
  if (entry == nullptr) {
    throw usage_error(fmt::format("--content: no source of pages is called '{}'; there are: {}; write SOURCE:WHAT, as in synthetic:gxx",
                                  name, names_of(table)));
  }
  ContentRequest request{.argument = {}, .parameters = {}, .seed = seed, .find_shipped = find_shipped};
  if (colon != std::string::npos) split_argument(std::string_view(text).substr(colon + 1), request);
  if (request.argument.empty()) {
    throw usage_error(fmt::format("--content {}: say which, as in {}:{}", name, name, entry->argument));
  }
  Content content = entry->load(request);
  if (!request.parameters.empty()) {
    throw usage_error(fmt::format("--content {}: no parameter of {} is called '{}'; there are: {}", name, request.argument,
                                  request.parameters.begin()->first, entry->parameters));
  }
  content.source = text;
  return content;
}

std::uint64_t take_count(ContentParameters& parameters, std::string_view name, std::uint64_t fallback, std::uint64_t lowest,
                         std::uint64_t highest) {
  const auto found = parameters.find(name);
  if (found == parameters.end()) return fallback;
  const std::string text = found->second;
  parameters.erase(found);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < lowest || value > highest) {
    throw usage_error(fmt::format("--content: {}={} is not a whole number from {} to {}", name, text, lowest, highest));
  }
  return value;
}

}  // namespace zramlab
