// A codec that cannot compress one particular page.
#pragma once

#include "engine/backend/backend.h"
#include "tests/support/pages.h"

#include <cstring>
#include <memory>
#include <utility>

namespace zramlab::test {

class FailingCodec final : public Codec {
 public:
  explicit FailingCodec(std::shared_ptr<const Codec> real) : real_(std::move(real)) {}

  // The page that it refuses.
  static const Page& poison() {
    static const Page page = text_page(4711);
    return page;
  }

  [[nodiscard]] std::unique_ptr<Backend> create() const override {
    return std::make_unique<FailingBackend>(real_->create());
  }
  [[nodiscard]] std::size_t work_memory_bytes() const override { return real_->work_memory_bytes(); }
  [[nodiscard]] bool decompression_has_state() const override { return real_->decompression_has_state(); }

 private:
  class FailingBackend final : public Backend {
   public:
    explicit FailingBackend(std::unique_ptr<Backend> real) : real_(std::move(real)) {}
    Outcome compress(PageView page, StreamBuffer output, std::size_t& length) override {
      if (std::memcmp(page.data(), poison().data(), page_bytes) == 0) return Outcome::backend_failed;
      return real_->compress(page, output, length);
    }
    Outcome decompress(ByteView input, PageSpan page) override { return real_->decompress(input, page); }

   private:
    std::unique_ptr<Backend> real_;
  };

  std::shared_ptr<const Codec> real_;
};

}  // namespace zramlab::test
