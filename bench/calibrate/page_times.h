// What a codec takes for each page, measured several times.
#pragma once

#include "engine/backend/backend.h"
#include "traces/page_store.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace zramlab {

// Times of every page and try, in picoseconds; the clock's own cost is taken off.
class PageTimes {
 public:
  PageTimes(std::size_t pages, std::size_t tries) : tries_(tries), ps_(pages * tries) {}

  [[nodiscard]] std::size_t pages() const { return tries_ == 0 ? 0 : ps_.size() / tries_; }
  [[nodiscard]] std::size_t tries() const { return tries_; }
  [[nodiscard]] std::uint64_t at(std::size_t page, std::size_t attempt) const { return ps_[page * tries_ + attempt]; }
  void set(std::size_t page, std::size_t attempt, std::uint64_t ps) { ps_[page * tries_ + attempt] = ps; }

  // Of all tries of a page.
  [[nodiscard]] std::uint64_t minimum(std::size_t page) const;
  [[nodiscard]] std::uint64_t median(std::size_t page) const;

 private:
  std::size_t tries_;
  std::vector<std::uint64_t> ps_;
};

struct CodecTimes {
  PageTimes compress;
  PageTimes decompress;
  std::vector<std::uint32_t> compressed_bytes;  // 0: same-filled
  std::uint64_t same_filled_scan_ps = 0;        // of a page that is not same-filled
};

// Called with how far it is, 0 to 1; often, so it must cost little.
using TellProgress = std::function<void(double share)>;

// Pages and a codec to measure them with, both borrowed.
struct PageJob {
  const PageStore* contents = nullptr;
  const Codec* codec = nullptr;
};

// Every page through its codec and back, `tries` times. The tries of a page lie a pass over all jobs apart, so that
// what disturbs one does not disturb the next, and disturbs no job more than another. Pages are as cold as a pass over all
// leaves them: compression reads them from where they lie, decompression from where the compressed form was stored, as in a run.
// Keeps the calling thread on one CPU. Returns the times in the jobs' order.
// THROWS InputError: failed, when a page does not survive a codec; interrupted.
std::vector<CodecTimes> measure_in_turns(std::span<const PageJob> jobs, std::size_t tries, const TellProgress& tell);

// The same pages with each codec.
std::vector<CodecTimes> measure_codecs(const PageStore& contents, std::span<const Codec* const> codecs,
                                       std::size_t tries, const TellProgress& tell);

}  // namespace zramlab
