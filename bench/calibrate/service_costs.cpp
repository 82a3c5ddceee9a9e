#include "bench/calibrate/service_costs.h"

#include "bench/calibrate/pinned_threads.h"
#include "bench/calibrate/samples.h"
#include "bench/calibrate/stopwatch.h"
#include "bench/interrupt.h"
#include "engine/base/input_error.h"
#include "engine/platform/platform.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <map>
#include <memory>
#include <optional>

namespace zramlab {

namespace {

constexpr std::size_t pages_of_a_chunk = 64;

// The page's time by the table or by the median of its tries.
std::vector<std::uint64_t> medians_of(const PageTimes& times) {
  std::vector<std::uint64_t> medians;
  for (std::size_t page = 0; page < times.pages(); ++page) medians.push_back(times.median(page));
  return medians;
}

std::uint64_t both_times_of(const CostTable& table, std::size_t page) { return table.pages[page].compress_ps + table.pages[page].decompress_ps; }

// What is found for all pages over the tables', by the geometric mean over the codecs.
template <class Found, class TimeOf>
double mean_ratio(std::span<const Found> found, std::span<const CostTable> tables, TimeOf time_of) {
  double logs = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    double here = 0, there = 0;
    for (std::size_t page = 0; page < tables[i].pages.size(); ++page) {
      here += static_cast<double>(time_of(found[i], page));
      there += static_cast<double>(both_times_of(tables[i], page));
    }
    logs += std::log(here / there);
  }
  return std::exp(logs / static_cast<double>(found.size()));
}

// Several CPUs compress the same pages at the same time, each beginning elsewhere.
class Together {
 public:
  Together(const PageStore& contents, const Codec& codec, const PageTimes& alone)
      : contents_(contents), codec_(codec), alone_ps_(medians_of(alone)) {}

  // Chunks' times over what they take alone, for every CPU until the first has been through all pages.
  [[nodiscard]] std::vector<double> run(const std::vector<CpuIndex>& cpus) const {
    std::atomic<bool> over{false};
    std::vector<std::vector<double>> ratios(cpus.size());
    std::vector<PinnedTask> tasks;
    for (std::size_t i = 0; i < cpus.size(); ++i) {
      const std::size_t first = contents_.count() * i / cpus.size();
      tasks.push_back({cpus[i], [this, &over, &own = ratios[i], first] { compress_from(first, over, own); }});
    }
    run_pinned(tasks);
    std::vector<double> all;
    for (const auto& own : ratios) all.insert(all.end(), own.begin(), own.end());
    return all;
  }

 private:
  void compress_from(std::size_t first, std::atomic<bool>& over, std::vector<double>& ratios) const {
    const std::unique_ptr<Backend> backend = codec_.create();
    std::array<std::byte, stream_buffer_bytes> buffer{};
    for (std::size_t done = 0; done + pages_of_a_chunk <= contents_.count() && !over.load(std::memory_order_relaxed);
         done += pages_of_a_chunk) {
      std::uint64_t alone_ps = 0;
      const Stopwatch watch;
      for (std::size_t i = 0; i < pages_of_a_chunk; ++i) {
        const auto content = static_cast<ContentIndex>((first + done + i) % contents_.count());
        std::size_t length = 0;
        static_cast<void>(backend->compress(contents_.page(content), buffer, length));
        alone_ps += alone_ps_[content];
      }
      ratios.push_back(static_cast<double>(watch.elapsed_ps()) / static_cast<double>(alone_ps));
    }
    over.store(true, std::memory_order_relaxed);
  }

  const PageStore& contents_;
  const Codec& codec_;
  std::vector<std::uint64_t> alone_ps_;
};

// Two CPUs compress a page each in turns, with a stream for each or with one for both.
class InTurns {
 public:
  InTurns(const PageStore& contents, const Codec& codec, std::pair<CpuIndex, CpuIndex> cpus)
      : contents_(contents), cpus_(cpus), streams_{Stream{codec.create(), {}}, Stream{codec.create(), {}}} {}

  [[nodiscard]] std::size_t pages() const { return contents_.count(); }

  // What a page takes, in nanoseconds, over `count` pages from `first` on.
  [[nodiscard]] double page_ns(std::size_t first, std::size_t count, bool is_handed_over) {
    turn_.store(0, std::memory_order_relaxed);
    std::array<double, 2> spent_ns{};
    const auto take_turns = [&](std::size_t side) {
      Stream& stream = streams_[is_handed_over ? 0 : side];
      for (std::size_t page = side; page < count; page += 2) {
        while (turn_.load(std::memory_order_acquire) != page) {
        }
        spent_ns[side] += compress(stream, static_cast<ContentIndex>((first + page) % contents_.count()));
        turn_.store(page + 1, std::memory_order_release);
      }
    };
    run_pinned({{cpus_.first, [&] { take_turns(0); }}, {cpus_.second, [&] { take_turns(1); }}});
    return (spent_ns[0] + spent_ns[1]) / static_cast<double>(count);
  }

 private:
  struct Stream {
    std::unique_ptr<Backend> backend;
    std::array<std::byte, stream_buffer_bytes> buffer;
  };

  double compress(Stream& stream, ContentIndex content) const {
    std::size_t length = 0;
    const Stopwatch watch;
    static_cast<void>(stream.backend->compress(contents_.page(content), stream.buffer, length));
    return watch.elapsed_ns();
  }

  const PageStore& contents_;
  std::pair<CpuIndex, CpuIndex> cpus_;
  std::array<Stream, 2> streams_;
  alignas(128) std::atomic<std::size_t> turn_{0};
};

// What a page takes longer when its stream comes from another CPU: the median over rounds in which both ways take turns, each with other pages.
double hand_over_extra_ns(InTurns& turns) {
  constexpr std::size_t rounds = 15;
  constexpr std::size_t pages = 400;
  std::vector<double> extra_ns;
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::size_t first = turns.pages() * round / rounds;
    const double handed_over = turns.page_ns(first, pages, true);
    extra_ns.push_back(handed_over - turns.page_ns(first, pages, false));
  }
  return median(std::move(extra_ns));
}

// How slow the host was during a pass over all pages: its tries over the pages' medians, at the median.
double slowness_of_pass(const PageTimes& times, std::span<const double> medians_ps, std::size_t attempt) {
  std::vector<double> ratios;
  for (std::size_t page = 0; page < times.pages(); ++page) {
    if (medians_ps[page] > 0) ratios.push_back(static_cast<double>(times.at(page, attempt)) / medians_ps[page]);
  }
  return median(std::move(ratios));
}

// Each try over its page's median and its pass's slowness: a shared host's speed changes from pass to pass, which is no spread of a page's time.
void add_ratios(const PageTimes& times, std::vector<double>& ratios) {
  std::vector<double> medians_ps;
  for (std::size_t page = 0; page < times.pages(); ++page) medians_ps.push_back(static_cast<double>(times.median(page)));
  for (std::size_t attempt = 0; attempt < times.tries(); ++attempt) {
    const double slowness = slowness_of_pass(times, medians_ps, attempt);
    for (std::size_t page = 0; page < times.pages() && slowness > 0; ++page) {
      if (medians_ps[page] > 0) ratios.push_back(static_cast<double>(times.at(page, attempt)) / (medians_ps[page] * slowness));
    }
  }
}

// 1, 2, 3, 4, then doubling, then all.
std::vector<std::size_t> sizes_to_measure(std::size_t cpus) {
  std::vector<std::size_t> sizes;
  for (std::size_t size = 1; size < cpus; size = size < 4 ? size + 1 : 2 * size) sizes.push_back(size);
  sizes.push_back(cpus);
  return sizes;
}

// `size` CPUs from the one at `first` on, around the end: CPUs that look alike may differ, while another guest uses their core.
std::vector<CpuIndex> some_of(const std::vector<CpuIndex>& cpus, std::size_t size, std::size_t first) {
  std::vector<CpuIndex> some;
  for (std::size_t i = 0; i < size; ++i) some.push_back(cpus[(first + i) % cpus.size()]);
  return some;
}

std::vector<double> interpolated(const std::map<std::size_t, double>& points) {
  std::vector<double> values;
  for (auto point = points.begin(); point != points.end(); ++point) {
    const auto next = std::next(point);
    values.push_back(point->second);
    if (next == points.end()) break;
    const auto width = static_cast<double>(next->first - point->first);
    for (std::size_t size = point->first + 1; size < next->first; ++size) {
      const double share = static_cast<double>(size - point->first) / width;
      values.push_back(point->second + (next->second - point->second) * share);
    }
  }
  return values;
}

}  // namespace

double service_multiplier(std::span<const CodecTimes> times, std::span<const CostTable> tables) {
  return mean_ratio(times, tables, [](const CodecTimes& own, std::size_t page) { return own.compress.median(page) + own.decompress.median(page); });
}

double service_multiplier(std::span<const CostTable> own, std::span<const CostTable> tables) {
  return mean_ratio(own, tables, both_times_of);
}

std::vector<double> service_quantiles(std::span<const CodecTimes> times) {
  constexpr std::size_t parts = 20;
  constexpr double share_kept = 0.999;
  std::vector<double> ratios;
  for (const CodecTimes& codec : times) {
    add_ratios(codec.compress, ratios);
    add_ratios(codec.decompress, ratios);
  }
  if (ratios.empty()) return {};
  std::ranges::sort(ratios);
  ratios.resize(std::max<std::size_t>(1, static_cast<std::size_t>(share_kept * static_cast<double>(ratios.size()))));
  const auto at = [&](std::size_t part) { return ratios[part * (ratios.size() - 1) / parts]; };
  std::vector<double> quantiles;
  for (std::size_t part = 0; part <= parts; ++part) quantiles.push_back(at(part));
  // The ends lie where a straight line to them has the mean of what lies there: an extreme would weigh too much.
  const std::size_t tail = ratios.size() / parts;
  if (tail == 0) return quantiles;
  quantiles.front() = std::min(at(1), std::max(0.01, 2 * mean(std::span(ratios).first(tail)) - at(1)));
  quantiles.back() = std::max(at(parts - 1), 2 * mean(std::span(ratios).last(tail)) - at(parts - 1));
  return quantiles;
}

std::vector<double> busy_slowdown(const PageStore& contents, std::span<const Codec* const> codecs,
                                  std::span<const CodecTimes> times, const std::vector<CpuIndex>& cpus, std::size_t rounds,
                                  const TellProgress& tell) {
  const std::vector<std::size_t> sizes = sizes_to_measure(cpus.size());
  std::map<std::size_t, double> logs;
  const double total = static_cast<double>(codecs.size() * rounds * sizes.size());
  double done = 0;
  for (std::size_t i = 0; i < codecs.size(); ++i) {
    const Together together(contents, *codecs[i], times[i].compress);
    std::map<std::size_t, std::vector<double>> ratios;
    // Sizes take turns, so that a slow minute is every size's.
    for (std::size_t round = 0; round < rounds; ++round) {
      for (const std::size_t size : sizes) {
        const std::vector<double> found = together.run(some_of(cpus, size, round * size));
        ratios[size].insert(ratios[size].end(), found.begin(), found.end());
        if (interrupt_requested.load(std::memory_order_relaxed)) {
          throw InputError(ExitCode::interrupted, "interrupted: nothing was written");
        }
        if (tell) tell(++done / total);
      }
    }
    for (const std::size_t size : sizes) logs[size] += std::log(middle_mean(ratios[size]) / middle_mean(ratios[1]));
  }
  for (auto& [size, sum] : logs) sum = std::exp(sum / static_cast<double>(codecs.size()));
  return interpolated(logs);
}

std::optional<double> stream_parallelism(const PageStore& contents, std::span<const Codec* const> codecs,
                                         std::pair<CpuIndex, CpuIndex> cpus, double one_way_ns) {
  double lines = 0;
  double extra_ns = 0;
  for (const Codec* const codec : codecs) {
    const auto turns = std::make_unique<InTurns>(contents, *codec, cpus);
    lines += static_cast<double>(page_bytes + codec->work_memory_bytes()) / cache_line_bytes;
    extra_ns += hand_over_extra_ns(*turns);
  }
  if (extra_ns <= 0) return std::nullopt;
  return lines * one_way_ns / extra_ns;
}

}  // namespace zramlab
