#include "traces/recipes/synthesis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>
#include <vector>

namespace zramlab {

namespace {

// How often a literal that makes an unwanted repeat is exchanged for another before it stays.
constexpr int exchanges_max = 16;

template <class T>
void shuffle(std::vector<T>& items, Random& random) {
  for (std::size_t left = items.size(); left > 1; --left) {
    std::swap(items[left - 1], items[random.below(static_cast<std::uint32_t>(left))]);
  }
}

// How often each rank of a class appears: at least once, and in proportion to the skew.
std::vector<std::size_t> counts_of(const LiteralClass& literal) {
  const std::size_t distinct = literal.distinct;
  std::vector<double> weights;
  for (std::size_t rank = 1; rank <= distinct; ++rank) weights.push_back(std::pow(static_cast<double>(rank), -literal.skew / skew_unit));
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<std::size_t> counts;
  std::size_t given = 0;
  double wanted = 0;
  for (std::size_t rank = 0; rank < distinct; ++rank) {  // rounded sums, so that they add up
    wanted += weights[rank] / total * static_cast<double>(literal.count - distinct);
    const auto upto = static_cast<std::size_t>(std::llround(wanted));
    counts.push_back(1 + upto - given);
    given = upto;
  }
  return counts;
}

void add_literals(const LiteralClass& literal, ByteRange range, Random& random, std::vector<std::byte>& literals) {
  std::vector<std::byte> values;
  for (int byte = range.first; byte <= range.last; ++byte) values.push_back(static_cast<std::byte>(byte));
  shuffle(values, random);
  const std::vector<std::size_t> counts = counts_of(literal);
  for (std::size_t rank = 0; rank < counts.size(); ++rank) literals.insert(literals.end(), counts[rank], values[rank]);
}

std::vector<std::byte> literals_of(const PageRecipe& recipe, Random& random) {
  std::vector<std::byte> literals;
  for (std::size_t i = 0; i < literal_class_count; ++i) add_literals(recipe.literals[i], literal_classes[i], random, literals);
  shuffle(literals, random);
  return literals;
}

// The four bytes at each place of a page so far.
class Seen {
 public:
  Seen() { slots_.fill(empty); }

  [[nodiscard]] bool has(PageSpan page, std::size_t at) const {
    for (std::size_t slot = slot_of(page, at); slots_[slot] != empty; slot = (slot + 1) % slots_.size()) {
      if (std::memcmp(page.data() + slots_[slot], page.data() + at, recipe_match_min) == 0) return true;
    }
    return false;
  }

  void add(PageSpan page, std::size_t at) {
    std::size_t slot = slot_of(page, at);
    while (slots_[slot] != empty) {
      if (std::memcmp(page.data() + slots_[slot], page.data() + at, recipe_match_min) == 0) return;
      slot = (slot + 1) % slots_.size();
    }
    slots_[slot] = static_cast<std::uint16_t>(at);
  }

 private:
  static constexpr std::uint16_t empty = 0xffff;

  [[nodiscard]] std::size_t slot_of(PageSpan page, std::size_t at) const {
    std::uint32_t bytes = 0;
    std::memcpy(&bytes, page.data() + at, sizeof(bytes));
    return (bytes * 2654435761u) >> 19;
  }

  std::array<std::uint16_t, 8192> slots_;
};

// One page in the making.
class Builder {
 public:
  Builder(const PageRecipe& recipe, Random& random, PageSpan page)
      : random_(random), page_(page), literals_(literals_of(recipe, random)) {}

  void add(const RecipeStep& step) {
    const std::size_t begin = at_;
    place(step.literals);
    const std::size_t run_end = at_;
    repeat(step);
    for (std::size_t place = begin; place < run_end; ++place) avoid_repeat(place, run_end, step);
    remember();
  }

  void finish() {
    const std::size_t begin = at_;
    place(page_bytes - at_);
    for (std::size_t place = begin; place < page_bytes; ++place) avoid_repeat(place, page_bytes, {});
  }

 private:
  void place(std::size_t count) {
    std::copy_n(literals_.begin() + static_cast<std::ptrdiff_t>(used_), count, page_.begin() + static_cast<std::ptrdiff_t>(at_));
    used_ += count;
    at_ += count;
  }

  void repeat(const RecipeStep& step) {
    for (std::size_t i = 0; i < step.length; ++i, ++at_) page_[at_] = page_[at_ - step.distance];  // may overlap
  }

  // Exchanges the literal at `place` for one that is still to come while the bytes there were seen before.
  void avoid_repeat(std::size_t place, std::size_t run_end, const RecipeStep& step) {
    if (place + recipe_match_min > at_) return;
    for (int i = 0; i < exchanges_max && used_ < literals_.size() && seen_.has(page_, place); ++i) {
      const std::size_t other = used_ + random_.below(static_cast<std::uint32_t>(literals_.size() - used_));
      std::swap(page_[place], literals_[other]);
      at_ = run_end;
      repeat(step);  // may begin within the run
    }
    seen_.add(page_, place);
    remembered_ = place + 1;
  }

  void remember() {
    for (; remembered_ + recipe_match_min <= at_; ++remembered_) seen_.add(page_, remembered_);
  }

  Random& random_;
  PageSpan page_;
  std::vector<std::byte> literals_;  // those from used_ on are still to come
  std::size_t used_ = 0;
  std::size_t at_ = 0;
  std::size_t remembered_ = 0;
  Seen seen_;
};

}  // namespace

void synthesise(const PageRecipe& recipe, Random& random, PageSpan page) {
  Builder builder(recipe, random, page);
  for (const RecipeStep& step : recipe.steps) builder.add(step);
  builder.finish();
}

}  // namespace zramlab
