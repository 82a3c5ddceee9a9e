#include "bench/explore/tag_codec.h"

#include <array>
#include <cstring>
#include <vector>

namespace zramlab {

namespace {

constexpr PageTag tags_max = 256;

using Page = std::array<std::byte, page_bytes>;

// A tag in the first word, and its complement in the second: not same-filled.
void put_tag(std::byte* to, PageTag tag) {
  const std::array<std::uint64_t, 2> words{tag, ~std::uint64_t{tag}};
  std::memcpy(to, words.data(), sizeof(words));
}

class TagBackend final : public Backend {
 public:
  Outcome compress(PageView page, StreamBuffer output, std::size_t& length) override {
    std::memcpy(output.data(), page.data(), compressed_page_bytes);
    length = compressed_page_bytes;
    return Outcome::ok;
  }
  Outcome decompress(ByteView input, PageSpan page) override {
    if (input.size() != compressed_page_bytes) return Outcome::backend_failed;
    std::memcpy(page.data(), input.data(), compressed_page_bytes);
    return Outcome::ok;
  }
};

class TagCodec final : public Codec {
 public:
  [[nodiscard]] std::unique_ptr<Backend> create() const override { return std::make_unique<TagBackend>(); }
  [[nodiscard]] std::size_t work_memory_bytes() const override { return 0; }
  [[nodiscard]] bool decompression_has_state() const override { return false; }
};

}  // namespace

PageView tagged_page(PageTag tag) {
  static const std::vector<Page> pages = [] {
    std::vector<Page> all(tags_max);
    for (PageTag each = 1; each < tags_max; ++each) put_tag(all[each].data(), each);
    return all;
  }();
  return pages[tag];
}

PageTag tag_of(PageView page) {
  std::array<std::uint64_t, 2> words;
  std::memcpy(words.data(), page.data(), sizeof(words));
  return words[0] == ~words[1] ? static_cast<PageTag>(words[0]) : empty_slot;
}

std::shared_ptr<const Codec> make_tag_codec() { return std::make_shared<TagCodec>(); }

}  // namespace zramlab
