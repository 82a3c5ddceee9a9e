#include "bench/trace/stats/sizes.h"

#include "engine/backend/table.h"
#include "engine/base/input_error.h"
#include "engine/base/same_filled.h"
#include "engine/pool/era.h"
#include "engine/pool/size_classes.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>

namespace zramlab {
namespace {

SpillingTable<std::uint32_t> count_writes(const TraceReader& trace) {
  SpillingTable<std::uint32_t> writes(trace.content_count(), 0);
  trace.for_each_block([&](std::span<const TraceRecord> records) {
    for (const TraceRecord& record : records) {
      if (record.operation == Operation::write && record.content != no_content) ++writes[record.content];
    }
  });
  return writes;
}

std::size_t length_of(Backend& backend, PageView page, const CodecSizes& sizes) {
  std::array<std::byte, stream_buffer_bytes> buffer{};
  std::size_t length = 0;
  if (const Outcome outcome = backend.compress(page, buffer, length); outcome != Outcome::ok) {
    throw InputError(ExitCode::failed, fmt::format("{} cannot compress a page: {}", sizes.codec, to_string(outcome)));
  }
  return length >= sizes.huge_threshold ? page_bytes : length;
}

}  // namespace

std::size_t SizeDistribution::quantile(double share) const {
  const double wanted = share * static_cast<double>(pages_);
  std::uint64_t seen = 0;
  for (std::size_t length = 0; length < counts_.size(); ++length) {
    seen += counts_[length];
    if (seen != 0 && static_cast<double>(seen) >= wanted) return length;
  }
  return 0;
}

std::uint64_t SizeDistribution::at_least(std::size_t length) const {
  return std::accumulate(counts_.begin() + static_cast<std::ptrdiff_t>(length), counts_.end(), std::uint64_t{0});
}

double CodecSizes::ratio() const {
  const std::uint64_t pages = by_write.pages() + same_filled_writes;
  if (by_write.bytes() == 0) return 0;
  return static_cast<double>(pages * page_bytes) / static_cast<double>(by_write.bytes());
}

double CodecSizes::huge_share() const {
  if (by_write.pages() == 0) return 0;
  return static_cast<double>(by_write.at_least(huge_threshold)) / static_cast<double>(by_write.pages());
}

std::vector<CodecSizes> measure_sizes(const TraceReader& trace, const std::vector<std::string>& codecs) {
  std::vector<CodecSizes> all(codecs.size());
  std::vector<std::unique_ptr<Backend>> backends;
  for (std::size_t i = 0; i < codecs.size(); ++i) {
    all[i].codec = canonical_codec_name(codecs[i]);
    all[i].huge_threshold = SizeClassTable(Era{}.pool).huge_threshold();
    backends.push_back(make_codec(codecs[i])->create());
  }
  const SpillingTable<std::uint32_t> writes = count_writes(trace);
  trace.for_each_content([&](ContentIndex content, PageView page) {
    const bool is_filled = is_same_filled(page);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (is_filled) {
        all[i].same_filled_writes += writes[content];
        continue;
      }
      const std::size_t length = length_of(*backends[i], page, all[i]);
      all[i].by_page.add(length, 1);
      all[i].by_write.add(length, writes[content]);
    }
  });
  return all;
}

}  // namespace zramlab
