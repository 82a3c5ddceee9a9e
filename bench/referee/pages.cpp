#include "bench/referee/pages.h"

#include "engine/base/input_error.h"
#include "engine/base/random.h"
#include "engine/base/same_filled.h"

#include <fmt/format.h>

namespace zramlab {

PageView RefereePages::page(const PageName& name) {
  if (name.kind == PageName::Kind::given) return given_->page(name.number);
  if (name.kind == PageName::Kind::same_filled) {
    fill_page(made_->bytes, name.number);
    return made_->bytes;
  }
  Random random(name.number);
  for (std::size_t offset = 0; offset < page_bytes; offset += sizeof(std::uint64_t)) {
    const std::uint64_t word = random();
    std::memcpy(made_->bytes.data() + offset, &word, sizeof(word));
  }
  return made_->bytes;
}

void require_pages(std::span<const Action> actions, std::size_t given_count, std::string_view option) {
  for (const Action& action : actions) {
    const bool stores = action.kind == Action::Kind::write || action.kind == Action::Kind::partial;
    if (stores && action.page.kind == PageName::Kind::given && action.page.number >= given_count) {
      throw usage_error(fmt::format("{}: {} names page {}, but there are {} pages (0 to {}); give the --trace or --content that the "
                                    "command was printed with",
                                    option, to_string(action), action.page.number, given_count, given_count - 1));
    }
  }
}

}  // namespace zramlab
