#include "engine/platform/virtual/explored_choices.h"

#include "engine/base/input_error.h"
#include "engine/platform/virtual/vector_clock.h"

#include <fmt/format.h>

#include <charconv>

namespace zramlab {

namespace {

constexpr std::string_view none = "default";

[[noreturn]] void refuse(std::string_view item) {
  throw usage_error(fmt::format(
      "--replay: '{}' is no decision; one is THREAD.POINT:THREAD (a switch) or THREAD.POINT=OPTION, and they are comma-separated",
      item));
}

std::uint32_t take_number(std::string_view item, std::string_view& rest) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc{}) refuse(item);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return number;
}

char take_character(std::string_view item, std::string_view& rest) {
  if (rest.empty()) refuse(item);
  const char first = rest.front();
  rest.remove_prefix(1);
  return first;
}

Decision parse_decision(std::string_view item) {
  std::string_view rest = item;
  Decision decision;
  if (rest.starts_with('s')) {
    rest.remove_prefix(1);
    decision.thread = Decision::at_start;
  } else {
    decision.thread = take_number(item, rest);
    if (decision.thread >= explored_threads_max || take_character(item, rest) != '.') refuse(item);
    decision.point = take_number(item, rest);
  }
  const char kind = take_character(item, rest);
  if (kind != ':' && kind != '=') refuse(item);
  decision.is_switch = kind == ':';
  decision.taken = take_number(item, rest);
  if (!rest.empty() || (decision.is_switch && decision.taken >= explored_threads_max)) refuse(item);
  return decision;
}

}  // namespace

std::string to_string(const std::vector<Decision>& decisions) {
  std::string text;
  for (const Decision& decision : decisions) {
    if (!text.empty()) text += ',';
    text += decision.thread == Decision::at_start ? "s" : fmt::format("{}.{}", decision.thread, decision.point);
    text += fmt::format("{}{}", decision.is_switch ? ':' : '=', decision.taken);
  }
  return text.empty() ? std::string(none) : text;
}

std::vector<Decision> parse_decisions(std::string_view text) {
  std::vector<Decision> decisions;
  if (text == none) return decisions;
  while (true) {
    const std::size_t comma = text.find(',');
    decisions.push_back(parse_decision(text.substr(0, comma)));
    if (comma == std::string_view::npos) return decisions;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace zramlab
