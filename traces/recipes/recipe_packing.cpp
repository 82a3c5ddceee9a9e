#include "traces/recipes/recipe_packing.h"

#include <algorithm>
#include <array>

namespace zramlab {

namespace {

// Numbers of 7 bits a byte, the lowest first; the top bit says that more follow.
class NumberWriter {
 public:
  void add(std::uint64_t number) {
    for (; number >= 128; number >>= 7) bytes_.push_back(static_cast<std::byte>(number | 128));
    bytes_.push_back(static_cast<std::byte>(number));
  }
  [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

class NumberReader {
 public:
  explicit NumberReader(ByteView bytes) : bytes_(bytes) {}

  // A number up to `highest`; 0, and no longer good(), where there is none.
  std::uint64_t take(std::uint64_t highest) {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 63 && at_ < bytes_.size(); shift += 7) {
      const auto byte = std::to_integer<std::uint64_t>(bytes_[at_++]);
      number |= (byte & 127) << shift;
      if (byte >= 128) continue;
      if (number <= highest) return number;
      break;
    }
    good_ = false;
    return 0;
  }
  std::uint16_t take_short(std::uint16_t highest) { return static_cast<std::uint16_t>(take(highest)); }
  std::uint8_t take_byte() { return static_cast<std::uint8_t>(take(255)); }

  // The next `count` bytes, as a reader of their own.
  NumberReader part(std::uint64_t count) {
    if (count > bytes_.size() - at_) {
      good_ = false;
      count = 0;
    }
    NumberReader reader(bytes_.subspan(at_, count));
    at_ += count;
    return reader;
  }

  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

// Numbers of a kind lie together, which makes them smaller to a compressor by a quarter.
enum Column : std::size_t { heads, literals, lengths, distances, column_count };

// A distance that is one of the last two is written as 0 or 1: most are.
class DistanceCode {
 public:
  std::uint64_t encode(std::uint16_t distance) {
    const std::uint64_t code = distance == last_[0] ? 0 : distance == last_[1] ? 1 : distance + std::uint64_t{1};
    remember(distance);
    return code;
  }

  std::uint16_t decode(std::uint64_t code) {
    const std::uint16_t distance = code < 2 ? last_[code] : static_cast<std::uint16_t>(code - 1);
    remember(distance);
    return distance;
  }

 private:
  void remember(std::uint16_t distance) {
    if (distance == last_[0]) return;
    last_[1] = last_[0];
    last_[0] = distance;
  }

  std::array<std::uint16_t, 2> last_{};
};

void pack(const FittedPage& page, std::array<NumberWriter, column_count>& columns) {
  columns[heads].add(page.lz4_bytes);
  columns[heads].add(page.zstd_bytes);
  columns[heads].add(page.recipe.steps.size());
  for (const LiteralClass& literal : page.recipe.literals) {
    columns[heads].add(literal.count);
    columns[heads].add(literal.distinct);
    columns[heads].add(literal.skew);
  }
  DistanceCode code;
  for (const RecipeStep& step : page.recipe.steps) {
    columns[literals].add(step.literals);
    columns[lengths].add(step.length);
    columns[distances].add(code.encode(step.distance));
  }
}

FittedPage unpack(std::vector<NumberReader>& columns) {
  FittedPage page;
  page.lz4_bytes = columns[heads].take_short(2 * page_bytes);
  page.zstd_bytes = columns[heads].take_short(2 * page_bytes);
  page.recipe.steps.resize(columns[heads].take(page_bytes));
  for (LiteralClass& literal : page.recipe.literals) {
    literal.count = columns[heads].take_short(page_bytes);
    literal.distinct = columns[heads].take_byte();
    literal.skew = columns[heads].take_byte();
  }
  DistanceCode code;
  for (RecipeStep& step : page.recipe.steps) {
    step.literals = columns[literals].take_short(page_bytes);
    step.length = columns[lengths].take_short(page_bytes);
    step.distance = code.decode(columns[distances].take(page_bytes + 1));
  }
  return page;
}

}  // namespace

std::vector<std::byte> pack_pages(std::span<const FittedPage> pages) {
  std::array<NumberWriter, column_count> columns;
  for (const FittedPage& page : pages) pack(page, columns);
  NumberWriter front;
  front.add(pages.size());
  for (const NumberWriter& column : columns) front.add(column.bytes().size());
  std::vector<std::byte> bytes = front.bytes();
  for (const NumberWriter& column : columns) bytes.insert(bytes.end(), column.bytes().begin(), column.bytes().end());
  return bytes;
}

const char* unpack_pages(ByteView bytes, std::vector<FittedPage>& pages) {
  NumberReader front(bytes);
  const std::uint64_t count = front.take(fitted_pages_max);
  std::array<std::uint64_t, column_count> sizes{};
  for (std::uint64_t& size : sizes) size = front.take(bytes.size());
  std::vector<NumberReader> columns;
  for (const std::uint64_t size : sizes) columns.push_back(front.part(size));
  if (!front.good() || !front.at_end()) return "the pages' columns do not fit the file";
  for (std::uint64_t i = 0; i < count; ++i) {
    FittedPage page = unpack(columns);
    if (!std::ranges::all_of(columns, &NumberReader::good)) return "the pages end early";
    if (!page.recipe.is_sound()) return "a page does not add up to 4096 bytes";
    pages.push_back(std::move(page));
  }
  return std::ranges::all_of(columns, &NumberReader::at_end) ? nullptr : "bytes behind the last page";
}

}  // namespace zramlab
