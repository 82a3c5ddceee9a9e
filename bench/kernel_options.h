// What --on says of real places: this host, its kernel's zram, or both in one interleaved run.
#pragma once

#include "bench/options.h"

#include <optional>
#include <string>

namespace zramlab {

struct RealPlaces {
  bool host = false;
  bool kernel = false;
};

// nullopt: `on` names a simulated machine. THROWS InputError (usage) for one beside other places.
std::optional<RealPlaces> real_places(const std::string& on);

// Adds the kernel to the strategies, where it takes part. REQUIRES options.codecs. THROWS InputError (usage) that names the option for
// what the kernel does not have.
void parse_kernel(const OptionTexts& texts, const RealPlaces& places, RunOptions& options);

}  // namespace zramlab
