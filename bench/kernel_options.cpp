#include "bench/kernel_options.h"

#include "bench/kernel/page_io.h"
#include "bench/kernel/zram_algorithm.h"
#include "engine/base/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

namespace zramlab {

namespace {

// Options of the lab's own devices, which the kernel's has not. Beside the host's strategies they are for those.
void refuse_options_of_the_lab(const OptionTexts& texts) {
  struct Given {
    std::string_view option;
    bool is_given;
  };
  const OptionTexts defaults;
  const std::array<Given, 9> given{{{"--strategy", texts.strategies != defaults.strategies},
                                    {"--era", !texts.era.empty()},
                                    {"--chain-size", texts.chain_size != 0},
                                    {"--slot-lock", !texts.slot_lock.empty()},
                                    {"--pool-lock", texts.pool_lock != defaults.pool_lock},
                                    {"--streams", texts.streams != 0},
                                    {"--allocation-failures", texts.allocation_failures != 0},
                                    {"--hot-places", texts.hot_places},
                                    {"--sample-steps", texts.step_sample != defaults.step_sample}}};
  const auto* const first = std::find_if(given.begin(), given.end(), [](const Given& one) { return one.is_given; });
  if (first == given.end()) return;
  throw usage_error(fmt::format("{}: the kernel's zram has its own, which cannot be chosen: leave the option out, or say --on host,kernel, "
                                "where it is for the host's strategies",
                                first->option));
}

std::string parse_io(const std::string& text) {
  if (text.empty()) return std::string(page_ios.front().name);
  if (const auto* const entry = find_in(page_ios, text)) return std::string(entry->name);
  throw usage_error(fmt::format("--io: no way to the kernel is called '{}'; there are: {}", text, names_of(page_ios)));
}

}  // namespace

std::optional<RealPlaces> real_places(const std::string& on) {
  RealPlaces places;
  bool has_other = false;
  for (std::size_t start = 0; start <= on.size();) {
    const std::size_t end = std::min(on.find(',', start), on.size());
    const std::string_view place = std::string_view(on).substr(start, end - start);
    places.host = places.host || place == "host";
    places.kernel = places.kernel || place == kernel_name;
    has_other = has_other || (place != "host" && place != kernel_name);
    start = end + 1;
  }
  if (!has_other) return places;
  if (!places.host && !places.kernel) return std::nullopt;
  throw usage_error(fmt::format("--on {}: only host and kernel go together, as in --on host,kernel", on));
}

void parse_kernel(const OptionTexts& texts, const RealPlaces& places, RunOptions& options) {
  options.has_kernel = places.kernel;
  if (!places.kernel && !texts.io.empty()) throw usage_error("--io: only the kernel's zram is entered; add --on kernel, or --on host,kernel");
  if (!places.kernel) return;
  if (!places.host) refuse_options_of_the_lab(texts);
  for (const std::string& codec : options.codecs) std::ignore = zram_algorithm_of(codec);
  options.io = parse_io(texts.io);
  options.strategies.emplace_back(kernel_name);
}

}  // namespace zramlab
