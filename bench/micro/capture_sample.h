// Real pages for microbenchmarks: some of the gxx capture's, spread over the whole of it.
#pragma once

#include "bench/captures.h"
#include "traces/reader.h"

#include <cstddef>
#include <vector>

namespace zramlab {

// 1. `pages_max` distinct pages of the capture, in its order; 2 MiB, so that they come from the L2 or L3 cache, as pages
//    that somebody just used do.
// 2. THROWS InputError where the capture is not found.
class CaptureSample {
 public:
  static constexpr std::size_t pages_max = 512;

  CaptureSample() : contents_(TraceReader(find_capture("gxx")).load_contents()) {
    const std::size_t step = contents_.count() / pages_max;
    for (std::size_t page = 0; page < pages_max; ++page) indices_.push_back(static_cast<ContentIndex>(page * step));
  }

  [[nodiscard]] std::size_t count() const { return indices_.size(); }
  [[nodiscard]] PageView page(std::size_t index) const { return contents_.page(indices_[index]); }

 private:
  PageStore contents_;
  std::vector<ContentIndex> indices_;
};

// Made when first asked for, kept until the end.
inline const CaptureSample& capture_sample() {
  static const CaptureSample sample;
  return sample;
}

}  // namespace zramlab
