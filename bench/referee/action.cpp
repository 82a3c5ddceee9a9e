#include "bench/referee/action.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace zramlab {

namespace {

std::string to_string(const PageName& page) {
  switch (page.kind) {
    case PageName::Kind::given: return fmt::format("{}", page.number);
    case PageName::Kind::same_filled: return fmt::format("s{}", page.number);
    case PageName::Kind::random: return fmt::format("r{}", page.number);
  }
  return "?";
}

// Takes an action's text apart from left to right; what does not fit makes every later part fail too.
class Parts {
 public:
  explicit Parts(std::string_view text) : rest_(text) {}

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void require(char wanted) { is_good_ = is_good_ && take(wanted); }

  std::uint32_t number(std::uint64_t below) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    is_good_ = is_good_ && error == std::errc{} && value < below;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return is_good_ ? static_cast<std::uint32_t>(value) : 0;
  }

  PageName page() {
    PageName page;
    if (take('s')) page.kind = PageName::Kind::same_filled;
    else if (take('r')) page.kind = PageName::Kind::random;
    page.number = number(std::uint64_t{1} << 32);
    return page;
  }

  [[nodiscard]] bool is_used_up() const { return is_good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

void take_store(Parts& parts, Action& action) {
  action.slot = parts.number(referee_slots_max);
  parts.require(':');
  action.page = parts.page();
  if (action.kind != Action::Kind::partial) return;
  parts.require('@');
  action.offset = static_cast<std::uint16_t>(parts.number(page_bytes));
  parts.require('+');
  action.length = static_cast<std::uint16_t>(parts.number(page_bytes - action.offset + 1));
}

void take_discard(Parts& parts, Action& action) {
  action.kind = Action::Kind::discard;
  action.slot = parts.number(referee_slots_max);
  if (parts.take('+')) action.count = parts.number(referee_slots_max - action.slot + 1);
}

std::optional<Action> action_of(std::string_view text) {
  Parts parts(text);
  Action action;
  if (parts.take('w')) {
    take_store(parts, action);
  } else if (parts.take('p')) {
    action.kind = Action::Kind::partial;
    take_store(parts, action);
  } else if (parts.take('d')) {
    take_discard(parts, action);
  } else if (parts.take('c')) {
    action.kind = Action::Kind::compact;
  } else {
    return std::nullopt;
  }
  return parts.is_used_up() ? std::optional(action) : std::nullopt;
}

}  // namespace

std::string to_string(const Action& action) {
  switch (action.kind) {
    case Action::Kind::write: return fmt::format("w{}:{}", action.slot, to_string(action.page));
    case Action::Kind::partial: return fmt::format("p{}:{}@{}+{}", action.slot, to_string(action.page), action.offset, action.length);
    case Action::Kind::discard: return action.count == 1 ? fmt::format("d{}", action.slot) : fmt::format("d{}+{}", action.slot, action.count);
    case Action::Kind::compact: return "c";
  }
  return "?";
}

std::string to_string(std::span<const Action> actions) {
  std::string text;
  for (const Action& action : actions) {
    if (!text.empty()) text += ' ';
    text += to_string(action);
  }
  return text;
}

std::vector<Action> parse_actions(std::string_view text, std::string_view option) {
  constexpr std::string_view between = " \t\r\n,";
  std::vector<Action> actions;
  for (std::size_t begin = text.find_first_not_of(between); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(between, begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    const std::optional<Action> action = action_of(word);
    if (!action) {
      throw usage_error(fmt::format("{}: action {}, '{}', is none of w5:12 (page 12 into slot 5; s3: same-filled, r3: random), "
                                    "p5:12@100+64 (64 bytes of it, from byte 100 on), d5 or d5+16 (discard), c (compact)",
                                    option, actions.size() + 1, word.substr(0, 40)));
    }
    actions.push_back(*action);
    begin = text.find_first_not_of(between, end);
  }
  return actions;
}

std::uint64_t slots_needed(std::span<const Action> actions) {
  std::uint64_t slots = 1;
  for (const Action& action : actions) {
    if (action.kind != Action::Kind::compact) slots = std::max(slots, std::uint64_t{action.slot} + action.count);
  }
  return slots;
}

}  // namespace zramlab
