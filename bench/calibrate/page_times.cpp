#include "bench/calibrate/page_times.h"

#include "bench/calibrate/pinned.h"
#include "bench/calibrate/stopwatch.h"
#include "bench/interrupt.h"
#include "engine/base/input_error.h"
#include "engine/base/same_filled.h"
#include "engine/platform/host/cpu.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace zramlab {

namespace {

std::vector<std::uint64_t> sorted_tries(const PageTimes& times, std::size_t page) {
  std::vector<std::uint64_t> tries;
  for (std::size_t attempt = 0; attempt < times.tries(); ++attempt) tries.push_back(times.at(page, attempt));
  std::ranges::sort(tries);
  return tries;
}

// How far a measurement is: steps of equal weight.
struct Steps {
  const TellProgress& tell;
  std::size_t total;
  std::size_t done = 0;

  void look_around() const {
    if (interrupt_requested.load(std::memory_order_relaxed)) {
      throw InputError(ExitCode::interrupted, "interrupted: nothing was written");
    }
    if (tell) tell(static_cast<double>(done) / static_cast<double>(total));
  }
};

// One codec's passes over the pages.
class Passes {
 public:
  Passes(const PageStore& contents, const Codec& codec, std::size_t tries)
      : contents_(contents), backend_(codec.create()),
        times_{PageTimes(contents.count(), tries), PageTimes(contents.count(), tries), {}, 0} {}

  // Makes the compressed forms, and checks that they come back.
  void prepare(Steps& steps) {
    for_each_page(steps, [&](ContentIndex content) { store(content); });
  }

  void measure(std::size_t attempt, Steps& steps) {
    for_each_page(steps, [&](ContentIndex content) { compress(content, attempt); });
    for_each_page(steps, [&](ContentIndex content) { decompress(content, attempt); });
  }

  CodecTimes finish() {
    times_.same_filled_scan_ps = scan();
    return std::move(times_);
  }

 private:
  void store(ContentIndex content) {
    const PageView page = contents_.page(content);
    std::size_t length = 0;
    const bool survives = backend_->compress(page, buffer_, length) == Outcome::ok &&
                          backend_->decompress(ByteView(buffer_.data(), length), page_) == Outcome::ok &&
                          std::memcmp(page_.data(), page.data(), page_bytes) == 0;
    if (!survives) {
      throw InputError(ExitCode::failed, fmt::format("the codec does not give page {} back as it was", content));
    }
    offsets_.push_back(compressed_.size());
    compressed_.insert(compressed_.end(), buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(length));
    times_.compressed_bytes.push_back(is_same_filled(page) ? 0 : static_cast<std::uint32_t>(length));
  }

  template <class Visit>
  void for_each_page(Steps& steps, Visit visit) {
    constexpr ContentIndex pages_between_looks = 256;
    for (ContentIndex content = 0; content < contents_.count(); ++content) {
      visit(content);
      if (content % pages_between_looks == 0) steps.look_around();
    }
    ++steps.done;
  }

  void compress(ContentIndex content, std::size_t attempt) {
    std::size_t length = 0;
    const PageView page = contents_.page(content);
    const Stopwatch watch;
    const Outcome outcome = backend_->compress(page, buffer_, length);
    times_.compress.set(content, attempt, watch.elapsed_ps());
    require(outcome, content);
  }

  void decompress(ContentIndex content, std::size_t attempt) {
    const std::size_t end = content + 1 < offsets_.size() ? offsets_[content + 1] : compressed_.size();
    const ByteView input(compressed_.data() + offsets_[content], end - offsets_[content]);
    const Stopwatch watch;
    const Outcome outcome = backend_->decompress(input, page_);
    times_.decompress.set(content, attempt, watch.elapsed_ps());
    require(outcome, content);
  }

  static void require(Outcome outcome, ContentIndex content) {
    if (outcome != Outcome::ok) throw InputError(ExitCode::failed, fmt::format("the codec failed at page {}", content));
  }

  // One look at each page that is not same-filled; too short to be timed one by one.
  [[nodiscard]] std::uint64_t scan() const {
    std::uint64_t pages = 0;
    const Stopwatch watch;
    for (ContentIndex content = 0; content < contents_.count(); ++content) {
      if (times_.compressed_bytes[content] == 0) continue;
      std::uint64_t word = 0;
      const bool is_same = is_same_filled(contents_.page(content), word);
      asm volatile("" : : "r"(is_same));
      ++pages;
    }
    return pages == 0 ? 0 : watch.elapsed_ps() / pages;
  }

  const PageStore& contents_;
  std::unique_ptr<Backend> backend_;
  CodecTimes times_;
  std::vector<std::size_t> offsets_;
  std::vector<std::byte> compressed_;
  alignas(64) std::array<std::byte, stream_buffer_bytes> buffer_{};
  alignas(64) std::array<std::byte, page_bytes> page_{};
};

}  // namespace

std::uint64_t PageTimes::minimum(std::size_t page) const { return sorted_tries(*this, page).front(); }

std::uint64_t PageTimes::median(std::size_t page) const { return sorted_tries(*this, page)[tries_ / 2]; }

std::vector<CodecTimes> measure_in_turns(std::span<const PageJob> jobs, std::size_t tries, const TellProgress& tell) {
  const Pinned here(host::current_cpu());
  Steps steps{tell, jobs.size() * (1 + 2 * tries)};
  std::vector<std::unique_ptr<Passes>> passes;
  for (const PageJob& job : jobs) passes.push_back(std::make_unique<Passes>(*job.contents, *job.codec, tries));
  for (const auto& pass : passes) pass->prepare(steps);
  for (std::size_t attempt = 0; attempt < tries; ++attempt) {
    for (const auto& pass : passes) pass->measure(attempt, steps);
  }
  std::vector<CodecTimes> times;
  for (const auto& pass : passes) times.push_back(pass->finish());
  return times;
}

std::vector<CodecTimes> measure_codecs(const PageStore& contents, std::span<const Codec* const> codecs,
                                       std::size_t tries, const TellProgress& tell) {
  std::vector<PageJob> jobs;
  for (const Codec* const codec : codecs) jobs.push_back({&contents, codec});
  return measure_in_turns(jobs, tries, tell);
}

}  // namespace zramlab
