// The kernel that is asked, and the era of the engine that stands for it.
#pragma once

#include "engine/pool/era.h"

#include <string>
#include <string_view>

namespace zramlab {

struct KernelEra {
  std::string name;       // as --era takes it: "6.1", or "newest"
  Era era;
  bool is_newer = false;  // than any that the engine was compared with
};

// Of a release as uname gives it, "6.1.0-28-cloud-amd64". THROWS InputError (usage), naming --era, for a kernel that the engine does not
// know and that is no newer one.
KernelEra era_of_release(std::string_view release);

// "6.18.44", of the kernel that runs.
std::string running_release();

}  // namespace zramlab
