#include "bench/frozen_codec.h"

#include "engine/base/check.h"

#include <cstring>
#include <utility>

namespace zramlab {

namespace {

struct Token {
  std::uint64_t magic;
  ContentIndex content;
};
constexpr std::size_t token_bytes = sizeof(Token::magic) + sizeof(Token::content);  // without padding

// Three zero bytes, with which no output of lz4 (a match at distance 0), zstd or deflate (a stored block of wrong length) begins;
// then five at random, for lzo and what else may come.
constexpr std::uint64_t token_magic = 0x9ec0'37de'f000'0000;

class Frozen final : public Backend {
 public:
  explicit Frozen(FrozenCodec::Parts parts) : parts_(std::move(parts)) {}

  Outcome compress(PageView page, StreamBuffer output, std::size_t& length) override {
    const ContentIndex content = index_of(page);
    if (content == no_content || bytes_of(content) < token_bytes) return real().compress(page, output, length);
    std::memcpy(output.data(), &token_magic, sizeof(token_magic));
    std::memcpy(output.data() + sizeof(token_magic), &content, sizeof(content));
    length = bytes_of(content);
    return Outcome::ok;
  }

  Outcome decompress(ByteView input, PageSpan page) override {
    const ContentIndex content = content_of(input);
    if (content == no_content) return real().decompress(input, page);
    std::memcpy(page.data(), parts_.contents->page(content).data(), page_bytes);
    return Outcome::ok;
  }

  [[nodiscard]] ByteView telling_part(ByteView output) const override {
    return content_of(output) == no_content ? output : output.first(token_bytes);
  }

  [[nodiscard]] ContentIndex content_of(ByteView input) const override {
    Token token{};
    if (input.size() < token_bytes) return no_content;
    std::memcpy(&token, input.data(), token_bytes);
    const bool is_token = token.magic == token_magic && token.content < parts_.contents->count() &&
                          bytes_of(token.content) == input.size();
    return is_token ? token.content : no_content;
  }

 private:
  // Where in the store the page lies; no_content for one that lies elsewhere.
  [[nodiscard]] ContentIndex index_of(PageView page) const {
    const PageStore& contents = *parts_.contents;
    if (contents.count() == 0) return no_content;
    const auto begin = reinterpret_cast<std::uintptr_t>(contents.page(0).data());
    const auto at = reinterpret_cast<std::uintptr_t>(page.data());
    if (at < begin || (at - begin) % page_bytes != 0) return no_content;
    const std::uintptr_t index = (at - begin) / page_bytes;
    return index < contents.count() ? static_cast<ContentIndex>(index) : no_content;
  }

  // Of the compressed page; 0 for a same-filled one.
  [[nodiscard]] std::size_t bytes_of(ContentIndex content) const { return parts_.costs->pages[content].compressed_bytes; }

  Backend& real() {
    if (real_ == nullptr) real_ = parts_.real->create();
    return *real_;
  }

  FrozenCodec::Parts parts_;
  std::unique_ptr<Backend> real_;
};

}  // namespace

FrozenCodec::FrozenCodec(std::shared_ptr<const Codec> real, std::shared_ptr<const PageStore> contents,
                         std::shared_ptr<const CostTable> costs)
    : parts_{std::move(real), std::move(contents), std::move(costs)} {
  ZRAMLAB_CHECK(parts_.costs->pages.size() == parts_.contents->count(), "a cost table is for the pages it was made for");
}

std::unique_ptr<Backend> FrozenCodec::create() const { return std::make_unique<Frozen>(parts_); }

}  // namespace zramlab
