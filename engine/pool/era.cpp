#include "engine/pool/era.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace zramlab {

namespace {

struct Series {
  unsigned major;
  unsigned first;
  unsigned last;
};

// The kernels that there are, from the first with zram outside staging to the newest that was compared (docs/pool.md).
constexpr std::array<Series, 4> kernels = {{{3, 14, 19}, {4, 0, 20}, {5, 0, 19}, {6, 0, 18}}};

constexpr unsigned chain_size_least = 4;  // of CONFIG_ZSMALLOC_CHAIN_SIZE

constexpr unsigned no_number = ~0u;  // no kernel's

// The whole of `text` as a number; no_number for an empty text, a sign or anything behind the digits.
unsigned number_in(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : no_number;
}

bool existed(unsigned major, unsigned minor) {
  for (const Series& series : kernels) {
    if (major == series.major) return minor >= series.first && minor <= series.last;
  }
  return false;
}

PoolRules rules_of(const Era& era) {
  PoolRules rules;
  rules.merging = era.at_least(3, 19);
  rules.handle_bytes = era.at_least(4, 1) ? 8 : 0;
  rules.huge_rule = era.at_least(4, 17) ? HugeRule::class_watermark : HugeRule::three_quarters;
  rules.chain_rule = era.at_least(6, 3) ? ChainRule::minimum_waste : ChainRule::percentage;
  rules.chain_size = era.at_least(6, 3) ? 8 : 4;
  rules.groups = era.at_least(6, 4) ? FullnessGroups::twelve : FullnessGroups::four;
  rules.compaction = era.at_least(6, 4)   ? CompactionRule::kept
                     : era.at_least(4, 1) ? CompactionRule::re_inserted
                                          : CompactionRule::none;
  return rules;
}

}  // namespace

Era era_of(std::string_view kernel) {
  if (kernel == "newest") return Era{};
  const std::size_t dot = kernel.find('.');
  const unsigned major = number_in(kernel.substr(0, dot));
  const unsigned minor = dot == std::string_view::npos ? no_number : number_in(kernel.substr(dot + 1));
  if (!existed(major, minor)) {
    throw usage_error(fmt::format(
        "--era '{}': not a kernel version from {}.{} to {}.{}; give its first two numbers, as in 6.1 or 4.19, or 'newest'",
        kernel, kernels.front().major, kernels.front().first, kernels.back().major, kernels.back().last));
  }
  Era era{.major = major, .minor = minor, .pool = {}, .pool_lock = PoolLock::per_class};
  era.pool = rules_of(era);
  if (era.at_least(6, 2) && !era.at_least(6, 11)) era.pool_lock = PoolLock::whole_pool;
  return era;
}

Era with_chain_size(Era era, unsigned chain_size) {
  if (chain_size < chain_size_least || chain_size > chain_size_max) {
    throw usage_error(fmt::format("--chain-size {}: the kernel allows {} to {} pages", chain_size, chain_size_least,
                                  chain_size_max));
  }
  era.pool.chain_size = chain_size;
  return era;
}

}  // namespace zramlab
