// null: copies the page. What is left of a write's time is everything but compression.
#include "engine/backend/parameters.h"

#include <algorithm>

namespace zramlab {
namespace {

class Null final : public Backend {
 public:
  Outcome compress(PageView page, StreamBuffer output, std::size_t& length) override {
    std::ranges::copy(page, output.begin());
    length = page.size();
    return Outcome::ok;
  }

  Outcome decompress(ByteView input, PageSpan page) override {
    if (input.size() != page.size()) return Outcome::backend_failed;
    std::ranges::copy(input, page.begin());
    return Outcome::ok;
  }
};

class NullCodec final : public Codec {
 public:
  [[nodiscard]] std::unique_ptr<Backend> create() const override { return std::make_unique<Null>(); }
  [[nodiscard]] std::size_t work_memory_bytes() const override { return 0; }
  [[nodiscard]] bool decompression_has_state() const override { return false; }
};

}  // namespace

std::shared_ptr<const Codec> make_null_codec(ParameterReader&) { return std::make_shared<NullCodec>(); }

}  // namespace zramlab
