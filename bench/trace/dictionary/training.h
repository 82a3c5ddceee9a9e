// A zstd dictionary from some of a trace's pages, tried on others.
#pragma once

#include "traces/page_store.h"
#include "traces/reader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zramlab {

struct TrainingRequest {
  std::uint64_t dictionary_bytes = std::uint64_t{64} << 10;
  int level = 3;
  std::uint64_t seed = 1;
  std::uint64_t pages = 0;  // to train on; 0: 100 times the dictionary, as zstd's manual advises
};

// Distinct pages that are not same-filled, which zram does not compress; each is in one of the two at most.
struct TrainingPages {
  PageStore training;
  PageStore trial;
};

// THROWS InputError (bad_input) for a trace with too few pages.
TrainingPages choose_pages(const TraceReader& trace, const TrainingRequest& request);

// THROWS InputError (failed) with zstd's words when it finds nothing in common.
std::vector<std::byte> train_dictionary(const TrainingPages& pages, const TrainingRequest& request);

struct TrialReport {
  std::uint64_t pages = 0;
  double ratio_without = 0;
  double ratio_with = 0;
};

// Compresses the trial's pages with the lab's own codec, without the dictionary and with the file.
TrialReport try_dictionary(const TrainingPages& pages, const TrainingRequest& request, const std::string& file);

}  // namespace zramlab
