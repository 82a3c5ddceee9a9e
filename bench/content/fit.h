// Fits a content model to a capture.
#pragma once

#include "bench/calibrate/page_times.h"
#include "traces/reader.h"
#include "workloads/content/model.h"

#include <cstddef>
#include <cstdint>

namespace zramlab {

struct FitRequest {
  std::size_t pages = 1536;  // that the model keeps, at most
  std::uint64_t seed = 1;
};

// The same trace and request give the same model. THROWS InputError (bad_input) for a trace whose writes hold no pages.
ContentModel fit_model(const TraceReader& trace, const FitRequest& request, const TellProgress& tell);

}  // namespace zramlab
