// What a codec of ours is called in the kernel, and how its parameters are said there.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace zramlab {

struct ZramAlgorithm {
  std::string name;        // in comp_algorithm
  std::string parameters;  // for algorithm_params; empty: the kernel's defaults, which are ours
};

// Of a codec as --codec names it: "zstd:level=3,dictionary=FILE". THROWS InputError (usage) for one that the kernel does not have.
ZramAlgorithm zram_algorithm_of(std::string_view codec);

// Bytes of a compression context in the kernel, where its source says so (reference, section 1.8); 0: not known.
std::size_t kernel_work_memory_bytes(std::string_view algorithm);

}  // namespace zramlab
