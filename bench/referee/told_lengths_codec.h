// A codec that is told each page's compressed length: how the engine gets the kernel's.
#pragma once

#include "bench/referee/length_oracle.h"
#include "engine/backend/backend.h"

#include <memory>

namespace zramlab {

// Compressing a page writes its number, and says the length that the oracle has; decompressing copies the oracle's page back.
//
// 1. `oracle` outlives the codec and its contexts, which share it: one thread for all of them.
// 2. Bytes of the output behind the number are left as they were.
std::shared_ptr<const Codec> make_told_lengths_codec(LengthOracle& oracle);

}  // namespace zramlab
