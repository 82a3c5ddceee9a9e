// Reads one line from the front, without allocating.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

namespace zramlab {

// Where the first of two letters is, or `end`. Looks at eight at a time: words are short and of any length, so that a loop over letters
// is mostly wrongly predicted branches.
inline const char* find_either(const char* at, const char* end, char first, char second) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t ones = 0x0101010101010101;
  for (; end - at >= 8; at += 8) {
    std::uint64_t letters = 0;
    std::memcpy(&letters, at, sizeof letters);
    // A byte of one of these is zero where the letter is; the lowest such byte ends up with its top bit set, and none below it.
    const std::uint64_t unlike_first = letters ^ (ones * static_cast<unsigned char>(first));
    const std::uint64_t unlike_second = letters ^ (ones * static_cast<unsigned char>(second));
    const std::uint64_t found =
        (((unlike_first - ones) & ~unlike_first) | ((unlike_second - ones) & ~unlike_second)) & (ones << 7);
    if (found != 0) return at + std::countr_zero(found) / 8;
  }
  while (at != end && *at != first && *at != second) ++at;
  return at;
}

// A failed step leaves the cursor where the step began or later; the caller then gives up on this
// reading of the line.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  [[nodiscard]] std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  [[nodiscard]] bool at_end() const { return at_ == end_; }

  bool skip(char wanted) {
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }

  bool skip(std::string_view wanted) {
    if (!rest().starts_with(wanted)) return false;
    at_ += wanted.size();
    return true;
  }

  // At least one.
  bool skip_spaces() {
    const char* begin = at_;
    while (at_ != end_ && *at_ == ' ') ++at_;
    return at_ != begin;
  }

  // Decimal, at most 19 digits, so that it cannot overflow. Returns the number of digits, 0 if none.
  unsigned number(std::uint64_t& value) {
    const char* begin = at_;
    value = 0;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9' && at_ - begin < 19) {
      value = value * 10 + static_cast<std::uint64_t>(*at_++ - '0');
    }
    return static_cast<unsigned>(at_ - begin);
  }

  // A number that fits its type.
  template <class Number>
  bool number_of(Number& value) {
    std::uint64_t wide = 0;
    if (number(wide) == 0 || wide > std::numeric_limits<Number>::max()) return false;
    value = static_cast<Number>(wide);
    return true;
  }

  // seconds.fraction with one to nine digits of fraction.
  bool seconds(std::uint64_t& time_ns) {
    std::uint64_t whole = 0;
    std::uint64_t fraction = 0;
    // 10 digits of seconds keep the nanoseconds within 64 bits.
    const unsigned whole_digits = number(whole);
    if (whole_digits == 0 || whole_digits > 10 || !skip('.')) return false;
    unsigned digits = number(fraction);
    if (digits == 0 || digits > 9) return false;
    for (; digits < 9; ++digits) fraction *= 10;
    time_ns = whole * 1'000'000'000 + fraction;
    return true;
  }

  // REQUIRES that so many letters are left.
  void advance(std::size_t letters) { at_ += letters; }

  // Up to the next `stop` or space, or the end.
  std::string_view word(char stop = ' ') {
    const char* begin = at_;
    at_ = find_either(at_, end_, ' ', stop);
    return {begin, static_cast<std::size_t>(at_ - begin)};
  }

 private:
  const char* at_;
  const char* end_;
};

// Calls visit(line number from 1, line) for each line until it returns true; false if none did.
template <class Visit>
bool find_line(std::string_view text, Visit&& visit) {
  for (std::uint64_t line_number = 1; !text.empty(); ++line_number) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (visit(line_number, line)) return true;
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace zramlab
