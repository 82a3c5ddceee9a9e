// The pages that actions name.
#pragma once

#include "bench/referee/action.h"
#include "traces/page_store.h"

#include <array>
#include <memory>

namespace zramlab {

class RefereePages {
 public:
  // `given` are the pages that numbers alone name.
  explicit RefereePages(std::shared_ptr<const PageStore> given) : given_(std::move(given)) {}

  [[nodiscard]] std::size_t given_count() const { return given_->count(); }

  // Valid until the next call; aligned to a page, as O_DIRECT wants it. REQUIRES of a given page that there is one of that number.
  [[nodiscard]] PageView page(const PageName& name);

 private:
  struct alignas(page_bytes) Buffer {
    std::array<std::byte, page_bytes> bytes;
  };

  std::shared_ptr<const PageStore> given_;
  std::unique_ptr<Buffer> made_ = std::make_unique<Buffer>();
};

// THROWS InputError (usage) that names `option` where an action names a page that is not there.
void require_pages(std::span<const Action> actions, std::size_t given_count, std::string_view option);

}  // namespace zramlab
