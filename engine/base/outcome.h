// What became of an operation on the device: operating outcomes, not programmer errors.
#pragma once

#include <cstdint>
#include <string_view>

namespace zramlab {

enum class [[nodiscard]] Outcome : std::uint8_t {
  ok,
  no_memory,       // the pool could not allocate an object (the kernel's -ENOMEM)
  limit_reached,   // the object was allocated, then refused by mem_limit (also -ENOMEM there)
  backend_failed,  // the compressor or the decompressor reported an error
  out_of_range,    // slot or byte range outside the device (-EINVAL)
  not_supported,   // the strategy cannot do this, as a live resize of a single stream (-EINVAL)
};

constexpr std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok: return "ok";
    case Outcome::no_memory: return "no memory";
    case Outcome::limit_reached: return "mem_limit reached";
    case Outcome::backend_failed: return "backend failed";
    case Outcome::out_of_range: return "out of range";
    case Outcome::not_supported: return "not supported";
  }
  return "unknown outcome";
}

}  // namespace zramlab
