#include "traces/recipes/recipe.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace zramlab {

namespace {

// Earlier places that are looked at for a repeat. Beyond that a page is a few bytes over and over, and any of them will do.
constexpr int places_max = 256;
constexpr std::int32_t nowhere = -1;

// Which places of a page must hold equal bytes: those that repeats of four bytes bring together, and the zeros.
class EqualPlaces {
 public:
  explicit EqualPlaces(PageView page) {
    std::iota(parents_.begin(), parents_.end(), std::int32_t{0});
    join_repeats(page);
    join_zeros(page);
    for (std::size_t at = 0; at < page_bytes; ++at) firsts_[at] = find(static_cast<std::int32_t>(at));
  }

  // The first place that holds the same byte as this one must.
  [[nodiscard]] std::int32_t first_of(std::size_t at) const { return firsts_[at]; }

 private:
  std::int32_t find(std::int32_t at) {
    auto index = static_cast<std::size_t>(at);
    for (; parents_[index] != static_cast<std::int32_t>(index); index = static_cast<std::size_t>(parents_[index])) {
      parents_[index] = parents_[static_cast<std::size_t>(parents_[index])];
    }
    return static_cast<std::int32_t>(index);
  }

  void join(std::size_t one, std::size_t other) {
    const auto [low, high] = std::minmax({find(static_cast<std::int32_t>(one)), find(static_cast<std::int32_t>(other))});
    parents_[static_cast<std::size_t>(high)] = low;
  }

  void join_repeats(PageView page) {
    std::unordered_map<std::uint32_t, std::size_t> seen;
    for (std::size_t at = 0; at + recipe_match_min <= page_bytes; ++at) {
      std::uint32_t bytes = 0;
      std::memcpy(&bytes, page.data() + at, sizeof(bytes));
      const auto [found, is_new] = seen.emplace(bytes, at);
      for (std::size_t i = 0; !is_new && i < recipe_match_min; ++i) join(found->second + i, at + i);
    }
  }

  void join_zeros(PageView page) {
    const auto first = std::ranges::find(page, std::byte{0});
    for (auto at = first; at != page.end(); ++at) {
      if (*at == std::byte{0}) join(static_cast<std::size_t>(first - page.begin()), static_cast<std::size_t>(at - page.begin()));
    }
  }

  std::array<std::int32_t, page_bytes> parents_{};
  std::array<std::int32_t, page_bytes> firsts_{};
};

// Finds the longest stretch of earlier places that are equal to those from here on.
class Repeats {
 public:
  explicit Repeats(const EqualPlaces& equal) : equal_(equal) {
    std::array<std::int32_t, page_bytes> latest{};
    latest.fill(nowhere);
    for (std::size_t at = 0; at < page_bytes; ++at) {
      std::int32_t& last = latest[static_cast<std::size_t>(equal.first_of(at))];
      previous_[at] = last;
      last = static_cast<std::int32_t>(at);
    }
  }

  [[nodiscard]] bool is_new(std::size_t at) const { return previous_[at] == nowhere; }

  // The longest repeat at `at`, and of those as long the nearest. REQUIRES !is_new(at).
  [[nodiscard]] RecipeStep longest(std::size_t at) const {
    RecipeStep best;
    std::int32_t place = previous_[at];
    for (int tries = 0; place != nowhere && tries < places_max; ++tries, place = previous_[static_cast<std::size_t>(place)]) {
      const RecipeStep found = from(at - static_cast<std::size_t>(place), at);
      if (found.length <= best.length) continue;
      best = found;
      if (at + best.length == page_bytes) break;
    }
    return best;
  }

  // The repeat at `at` from `distance` bytes before; its length is 0 where there is none.
  [[nodiscard]] RecipeStep from(std::size_t distance, std::size_t at) const {
    if (distance == 0 || distance > at) return {};
    std::size_t end = at;
    while (end < page_bytes && equal_.first_of(end) == equal_.first_of(end - distance)) ++end;
    return {0, static_cast<std::uint16_t>(end - at), static_cast<std::uint16_t>(distance)};
  }

 private:
  const EqualPlaces& equal_;
  std::array<std::int32_t, page_bytes> previous_{};
};

// The distances of the last two steps: zstd writes these in a few bits, and prefers them.
class LastDistances {
 public:
  // `found`, or a repeat as long from one of them.
  [[nodiscard]] RecipeStep prefer(const Repeats& repeats, const RecipeStep& found, std::size_t at) const {
    for (const std::uint16_t distance : last_) {
      const RecipeStep other = repeats.from(distance, at);
      if (other.length >= found.length) return other;
    }
    return found;
  }

  void add(std::uint16_t distance) {
    if (distance == last_[0]) return;
    last_[1] = last_[0];
    last_[0] = distance;
  }

 private:
  std::array<std::uint16_t, 2> last_{};
};

using Counts = std::array<std::uint16_t, 256>;

double entropy_of(const std::vector<double>& counts) {
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  double bits = 0;
  for (const double count : counts) bits -= count > 0 ? count / total * std::log2(count / total) : 0;
  return bits;
}

double entropy_of_skew(std::size_t distinct, double skew) {
  std::vector<double> weights;
  for (std::size_t rank = 1; rank <= distinct; ++rank) weights.push_back(std::pow(static_cast<double>(rank), -skew));
  return entropy_of(weights);
}

// The skew whose entropy is nearest to that of the counts.
std::uint8_t skew_of(const std::vector<double>& counts) {
  if (counts.size() < 2) return 0;
  const double wanted = entropy_of(counts);
  std::uint8_t low = 0;
  std::uint8_t high = 255;
  while (low < high) {  // entropy falls as skew grows
    const auto middle = static_cast<std::uint8_t>((low + high) / 2);
    if (entropy_of_skew(counts.size(), middle / skew_unit) > wanted) {
      low = static_cast<std::uint8_t>(middle + 1);
    } else {
      high = middle;
    }
  }
  return low;
}

LiteralClass literal_class(const Counts& counts, ByteRange range) {
  LiteralClass result;
  std::vector<double> used;
  for (std::size_t byte = range.first; byte <= range.last; ++byte) {
    if (counts[byte] == 0) continue;
    used.push_back(counts[byte]);
    result.count = static_cast<std::uint16_t>(result.count + counts[byte]);
  }
  std::ranges::sort(used);  // which byte it is must not matter, not even to rounding
  result.distinct = static_cast<std::uint8_t>(used.size());
  result.skew = skew_of(used);
  return result;
}

}  // namespace

std::size_t PageRecipe::literal_count() const {
  std::size_t repeated = 0;
  for (const RecipeStep& step : steps) repeated += step.length;
  return page_bytes - repeated;
}

bool PageRecipe::is_sound() const {
  std::size_t at = 0;
  for (const RecipeStep& step : steps) {
    at += step.literals;
    if (step.length == 0 || step.distance == 0 || step.distance > at) return false;
    at += step.length;
    if (at > page_bytes) return false;
  }
  std::size_t count = 0;
  for (std::size_t i = 0; i < literal_class_count; ++i) {
    const LiteralClass& literal = literals[i];
    const int values = literal_classes[i].last - literal_classes[i].first + 1;
    if (literal.distinct > values || literal.distinct > literal.count || (literal.distinct == 0) != (literal.count == 0)) return false;
    count += literal.count;
  }
  return count == literal_count();
}

PageRecipe recipe_of(PageView page) {
  PageRecipe recipe;
  const EqualPlaces equal(page);
  const Repeats repeats(equal);
  LastDistances last;
  Counts counts{};
  std::uint16_t literals = 0;
  for (std::size_t at = 0; at < page_bytes;) {
    if (repeats.is_new(at)) {
      ++counts[std::to_integer<std::size_t>(page[at++])];
      ++literals;
      continue;
    }
    RecipeStep step = last.prefer(repeats, repeats.longest(at), at);
    last.add(step.distance);
    step.literals = std::exchange(literals, std::uint16_t{0});
    recipe.steps.push_back(step);
    at += step.length;
  }
  for (std::size_t i = 0; i < literal_class_count; ++i) recipe.literals[i] = literal_class(counts, literal_classes[i]);
  return recipe;
}

}  // namespace zramlab
