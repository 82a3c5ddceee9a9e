#include "traces/sketches/sketch_block.h"

#include "engine/base/check.h"
#include "traces/content_block.h"
#include "traces/recipes/recipe_packing.h"

#include <zstd.h>

#include <algorithm>
#include <cstring>

namespace zramlab {

namespace {

template <class Number>
void append(std::vector<std::byte>& bytes, Number number) {
  const ByteView view = std::as_bytes(std::span(&number, 1));
  bytes.insert(bytes.end(), view.begin(), view.end());
}

// Takes numbers and texts from the front.
class Taker {
 public:
  explicit Taker(ByteView bytes) : bytes_(bytes) {}

  template <class Number>
  [[nodiscard]] bool take(Number& number) {
    if (bytes_.size() < sizeof number) return false;
    std::memcpy(&number, bytes_.data(), sizeof number);
    bytes_ = bytes_.subspan(sizeof number);
    return true;
  }
  [[nodiscard]] bool take_text(std::string& text) {
    std::uint8_t length = 0;
    if (!take(length) || bytes_.size() < length) return false;
    text.resize(length);
    std::memcpy(text.data(), bytes_.data(), length);
    bytes_ = bytes_.subspan(length);
    return true;
  }
  [[nodiscard]] ByteView rest() const { return bytes_; }

 private:
  ByteView bytes_;
};

void append_heads(std::span<const PageSketch> sketches, std::vector<std::byte>& bytes) {
  for (const PageSketch& sketch : sketches) append(bytes, sketch.hash);
  for (const PageSketch& sketch : sketches) append(bytes, sketch.page_class);
  for (const PageSketch& sketch : sketches) append(bytes, sketch.variant);
}

[[nodiscard]] bool take_codecs(Taker& taker, SketchCodecs& codecs) {
  std::uint8_t count = 0;
  if (!taker.take(count) || count > sketch_codecs_max) return false;
  codecs.resize(count);
  return std::ranges::all_of(codecs, [&](std::string& codec) { return taker.take_text(codec); });
}

// nullptr, or what is wrong.
const char* take_heads(Taker& taker, std::vector<PageSketch>& sketches) {
  for (PageSketch& sketch : sketches) {
    if (!taker.take(sketch.hash)) return "the hashes end early";
  }
  for (PageSketch& sketch : sketches) {
    std::uint8_t number = 0;
    if (!taker.take(number) || number >= page_class_count) return "a class of pages that there is not";
    sketch.page_class = static_cast<PageClass>(number);
  }
  for (PageSketch& sketch : sketches) {
    if (!taker.take(sketch.variant)) return "the variants end early";
  }
  return nullptr;
}

const char* take_lengths(Taker& taker, std::size_t codecs, std::vector<PageSketch>& sketches) {
  for (PageSketch& sketch : sketches) sketch.lengths.resize(codecs);
  for (std::size_t codec = 0; codec < codecs; ++codec) {
    for (PageSketch& sketch : sketches) {
      if (!taker.take(sketch.lengths[codec]) || sketch.lengths[codec] > 2 * page_bytes) return "a compressed length beyond two pages";
    }
  }
  return nullptr;
}

const char* take_recipes(ByteView bytes, std::vector<PageSketch>& sketches) {
  std::vector<FittedPage> pages;
  if (const char* const fault = unpack_pages(bytes, pages)) return fault;
  std::size_t next = 0;
  for (PageSketch& sketch : sketches) {
    if (!sketch.has_recipe()) continue;
    if (next == pages.size()) return "fewer recipes than pages that need one";
    sketch.recipe = std::move(pages[next++].recipe);
  }
  return next == pages.size() ? nullptr : "more recipes than pages that need one";
}

// As of pages: what keeps a small hostile file from growing into gigabytes of one repeated page.
bool all_differ(const std::vector<PageSketch>& sketches) {
  std::vector<KeyedHash> hashes;
  for (const PageSketch& sketch : sketches) hashes.push_back(sketch.hash);
  std::ranges::sort(hashes);
  return std::ranges::adjacent_find(hashes) == hashes.end();
}

const char* unpack_bytes(ByteView bytes, SketchBlock& block) {
  Taker taker(bytes);
  if (!take_codecs(taker, block.codecs)) return "the codecs' names do not fit the block";
  if (const char* const fault = take_heads(taker, block.sketches)) return fault;
  if (const char* const fault = take_lengths(taker, block.codecs.size(), block.sketches)) return fault;
  if (const char* const fault = take_recipes(taker.rest(), block.sketches)) return fault;
  return all_differ(block.sketches) ? nullptr : "two pages of this chunk are equal, and a trace stores each once";
}

}  // namespace

std::vector<std::byte> pack_sketches(const SketchCodecs& codecs, std::span<const PageSketch> sketches, int level) {
  std::vector<std::byte> bytes;
  append(bytes, static_cast<std::uint8_t>(codecs.size()));
  for (const std::string& codec : codecs) {
    append(bytes, static_cast<std::uint8_t>(codec.size()));
    const auto text = std::as_bytes(std::span(codec));
    bytes.insert(bytes.end(), text.begin(), text.end());
  }
  append_heads(sketches, bytes);
  for (std::size_t codec = 0; codec < codecs.size(); ++codec) {
    for (const PageSketch& sketch : sketches) append(bytes, sketch.lengths[codec]);
  }
  std::vector<FittedPage> pages;  // their own lengths are 0: the sketches' are above
  for (const PageSketch& sketch : sketches) {
    if (sketch.has_recipe()) pages.push_back({.recipe = sketch.recipe});
  }
  const std::vector<std::byte> packed = pack_pages(pages);
  bytes.insert(bytes.end(), packed.begin(), packed.end());
  std::vector<std::byte> frame(ZSTD_compressBound(bytes.size()));
  const std::size_t frame_bytes = ZSTD_compress(frame.data(), frame.size(), bytes.data(), bytes.size(), level);
  ZRAMLAB_CHECK(ZSTD_isError(frame_bytes) == 0, "zstd cannot fail with room for its bound");
  frame.resize(frame_bytes);
  return frame;
}

const char* unpack_sketches(ByteView payload, std::size_t count, SketchBlock& block) {
  const unsigned long long claimed = ZSTD_getFrameContentSize(payload.data(), payload.size());
  const std::uint64_t claimed_max = count * sketch_bytes_max + sketch_codecs_max * (sketch_codec_name_max + 1);
  if (claimed == ZSTD_CONTENTSIZE_ERROR || claimed == ZSTD_CONTENTSIZE_UNKNOWN) return "no zstd frame that says how large it is";
  if (claimed > claimed_max) return "more bytes than so many pages can need";
  std::vector<std::byte> bytes(claimed);
  if (const char* const fault = decompress_contents(payload, bytes)) return fault;
  block = {.codecs = {}, .sketches = std::vector<PageSketch>(count)};
  return unpack_bytes(bytes, block);
}

}  // namespace zramlab
