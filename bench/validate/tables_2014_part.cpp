// The tables that were published with the patches of 2014, as ratios between their columns.
#include "bench/validate/iozone.h"
#include "bench/validate/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace zramlab {

namespace {

struct Zram {
  std::string_view strategy;
  unsigned streams = 1;
};

constexpr Zram before_3_14{"rw-semaphore"};
constexpr Zram mutex_3_14{"global-mutex"};
constexpr Zram one_stream{"single-stream"};
constexpr Zram one_stream_waiting{"idle-list", 1};  // a list with one stream in it: spinlock and wait queue
constexpr Zram three_streams{"idle-list", 3};

// Which machine: the laptop, or one of its kind with six cores, on which 12 processes run instead of three.
//
// Sergey Senozhatsky's tables give no machine; a message of his from the same weeks has the laptop. Minchan Kim's of 3.14 are from 12 CPUs. His
// report on a single stream (the two tables with "base to") says nothing: that it is of the same machine is our inference, from the same
// layout of records, averages and deviations, and from what waits, which makes as much as the rw_semaphore made there.
enum class Machine { two_cores, six_cores };

struct PublishedRow {
  std::string_view table;
  std::string_view row;
  IozoneTest test;
  Machine machine;
  Zram base;
  Zram changed;
  double base_rate;     // KB/s
  double changed_rate;  // KB/s
};

// [src] the commit messages: e46e33152eb8 (3.14: mutex), 9cc97529a180 and beca3ec71fe5 (3.15: streams), b7ca232ee7e8 (3.15: zcomp).
constexpr auto rows = std::to_array<PublishedRow>({
    {"3.14, rw_semaphore to mutex", "Initial write", IozoneTest::initial_write, Machine::six_cores, before_3_14, mutex_3_14, 516189, 839908},
    {"3.14, rw_semaphore to mutex", "Rewrite", IozoneTest::rewrite, Machine::six_cores, before_3_14, mutex_3_14, 509528, 1050156},
    {"3.14, rw_semaphore to mutex", "Read", IozoneTest::read, Machine::six_cores, before_3_14, mutex_3_14, 4408624, 4472546},
    {"3.14, rw_semaphore to mutex", "Mixed workload", IozoneTest::mixed, Machine::six_cores, before_3_14, mutex_3_14, 243234, 2818677},
    {"3.14, rw_semaphore to mutex", "Random write", IozoneTest::rewrite, Machine::six_cores, before_3_14, mutex_3_14, 555887, 1053058},
    {"3.14, rw_semaphore to mutex", "Pwrite", IozoneTest::initial_write, Machine::six_cores, before_3_14, mutex_3_14, 501746, 810363},
    {"3.15, zcomp", "Initial write", IozoneTest::initial_write, Machine::two_cores, mutex_3_14, one_stream, 597993, 591661},
    {"3.15, zcomp", "Rewrite", IozoneTest::rewrite, Machine::two_cores, mutex_3_14, one_stream, 609674, 616055},
    {"3.15, zcomp", "Read", IozoneTest::read, Machine::two_cores, mutex_3_14, one_stream, 2404772, 2452909},
    {"3.15, zcomp", "Mixed workload", IozoneTest::mixed, Machine::two_cores, mutex_3_14, one_stream, 1423760, 1709760},
    {"3.15, zcomp", "Random write", IozoneTest::rewrite, Machine::two_cores, mutex_3_14, one_stream, 579584, 615934},
    {"3.15, zcomp", "Pwrite", IozoneTest::initial_write, Machine::two_cores, mutex_3_14, one_stream, 597550, 594934},
    {"3.15, one stream to three", "Initial write", IozoneTest::initial_write, Machine::two_cores, one_stream, three_streams, 583518, 718011},
    {"3.15, one stream to three", "Rewrite", IozoneTest::rewrite, Machine::two_cores, one_stream, three_streams, 596776, 1515126},
    {"3.15, one stream to three", "Random write", IozoneTest::rewrite, Machine::two_cores, one_stream, three_streams, 595715, 1388850},
    {"3.15, one stream to three", "Pwrite", IozoneTest::initial_write, Machine::two_cores, one_stream, three_streams, 541117, 739295},
    {"3.15, base to waiting", "Initial write", IozoneTest::initial_write, Machine::six_cores, mutex_3_14, one_stream_waiting, 1642424, 699610},
    {"3.15, base to waiting", "Rewrite", IozoneTest::rewrite, Machine::six_cores, mutex_3_14, one_stream_waiting, 1611775, 501407},
    {"3.15, base to one stream", "Initial write", IozoneTest::initial_write, Machine::six_cores, mutex_3_14, one_stream, 1642424, 1655584},
    {"3.15, base to one stream", "Rewrite", IozoneTest::rewrite, Machine::six_cores, mutex_3_14, one_stream, 1611775, 1684419},
});

// The laptop with six cores instead of two: of the machine with 12 CPUs no more is known.
MachineProfile six_cores_of(MachineProfile machine) {
  constexpr std::uint16_t cores = 6;
  machine.name += " with six cores";
  machine.cpus.clear();
  for (std::uint16_t cpu = 0; cpu < 2 * cores; ++cpu) {
    machine.cpus.push_back({0, 0, static_cast<std::uint16_t>(cpu % cores), 0});
  }
  return machine;
}

// The absolute speed of a table's machine is not known: it is taken from the table's first column, and the second is predicted.
struct Anchors {
  std::string_view table;
  double read = 0;     // KB/s of the first column; 0: the table has no such row
  double rewrite = 0;
  double initial_write = 0;
};

constexpr auto anchors = std::to_array<Anchors>({
    {"3.14, rw_semaphore to mutex", 4408624, 509528, 516189},
    {"3.15, zcomp", 2404772, 609674, 597993},
    {"3.15, one stream to three", 2404772, 596776, 583518},  // Read: this table has none, nor have the next; others of the machine have
    {"3.15, base to waiting", 4408624, 1611775, 1642424},
    {"3.15, base to one stream", 4408624, 1611775, 1642424},
});

// The x in [low, high] where a falling function is `wanted`; the nearer end where it never is.
template <class Function>
double solve(double low, double high, double wanted, Function function) {
  for (int step = 0; step < 14; ++step) {
    const double middle = (low + high) / 2;
    (function(middle) > wanted ? low : high) = middle;
  }
  return (low + high) / 2;
}

class Tables {
 public:
  explicit Tables(const ValidateOptions& options)
      : options_(options), two_cores_(load_machine("laptop-2x2-2014")), six_cores_(six_cores_of(two_cores_)) {}

  double rate(const PublishedRow& row, const Zram& zram) {
    const auto key = std::tuple(row.table, zram.strategy, zram.streams, row.test);
    if (const auto found = rates_.find(key); found != rates_.end()) return found->second;
    return rates_[key] = run(row, zram, row.test, times_of(row), records_);
  }

  // What the first column says of the machine's speed.
  const IozoneTimes& times_of(const PublishedRow& row) {
    if (const auto found = times_.find(row.table); found != times_.end()) return found->second;
    const Anchors& anchor = *std::ranges::find(anchors, row.table, &Anchors::table);
    IozoneTimes times;
    times.record_ns = solve(0, 400'000, anchor.read, [&](double ns) {
      times.record_ns = ns;
      return run(row, row.base, IozoneTest::read, times, solving_records_);
    });
    times.compress_ns = solve(0, 50'000, anchor.rewrite, [&](double ns) {
      times.compress_ns = ns;
      return run(row, row.base, IozoneTest::rewrite, times, solving_records_);
    });
    times.growth_ns = solve(0, 200'000, anchor.initial_write, [&](double ns) {
      times.growth_ns = ns;
      return run(row, row.base, IozoneTest::initial_write, times, solving_records_);
    });
    return times_[row.table] = times;
  }

 private:
  double run(const PublishedRow& row, const Zram& zram, IozoneTest test, const IozoneTimes& times, unsigned records) const {
    const bool six_cores = row.machine == Machine::six_cores;
    const IozoneJob job{.test = test,
                        .processes = six_cores ? 12u : 3u,
                        .streams = zram.streams,
                        .same_filled = false,
                        .records = records,
                        .seed = options_.seed,
                        .times = times};
    return iozone_rate(zram.strategy, job, six_cores ? six_cores_ : two_cores_);
  }

  const ValidateOptions& options_;
  unsigned records_ = options_.quick ? 60 : 3840;  // of a process, -s 60M
  unsigned solving_records_ = options_.quick ? 60 : 400;
  MachineProfile two_cores_;
  MachineProfile six_cores_;
  std::map<std::tuple<std::string_view, std::string_view, unsigned, IozoneTest>, double> rates_;
  std::map<std::string_view, IozoneTimes> times_;
};

// How many pairs of rows the two ratios put in the same order; those the tables tell apart by less than 5 % do not count.
Figure order_of(const std::vector<std::pair<double, double>>& ratios) {
  unsigned pairs = 0;
  unsigned agree = 0;
  for (std::size_t a = 0; a < ratios.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const double published = ratios[a].first / ratios[b].first;
      if (published < 1.05 && published > 1 / 1.05) continue;
      ++pairs;
      if ((ratios[a].second > ratios[b].second) == (published > 1)) ++agree;
    }
  }
  return {.name = "order of the rows' ratios: pairs that agree",
          .unit = Unit::share,
          .found = pairs != 0 ? static_cast<double>(agree) / pairs : 1,
          .target = Target{Target::Kind::at_least, 1},
          .note = fmt::format("{} pairs that differ by 5 % or more", pairs)};
}

}  // namespace

PartReport validate_2014(const ValidateOptions& options) {
  PartReport report{.name = "2014",
                    .title = "The tables of 2014",
                    .method = "iozone with direct I/O in 16 KiB records on ext4 on zram, processes on files of their own, until the first is "
                              "done: three on laptop-2x2-2014, or 12 on six such cores (the tables that begin with 3.14 or say "
                              "\"base to\"). The speed of a table's machine comes "
                              "from its first column: a record's own time from Read, a page's from Rewrite, a growing file's from "
                              "Initial write. Its second column is predicted. Ratios between the two; the notes give MB/s."};
  Tables tables(options);
  std::vector<std::pair<double, double>> ratios;
  for (const PublishedRow& row : rows) {
    const double base = tables.rate(row, row.base);
    const double changed = tables.rate(row, row.changed);
    const double published = row.changed_rate / row.base_rate;
    report.figures.push_back({.name = fmt::format("{}: {}", row.table, row.row),
                              .unit = Unit::factor,
                              .found = changed / base,
                              .expected = published,
                              .target = Target{Target::Kind::within, 0.15},
                              .note = fmt::format("{:.0f} -> {:.0f}, published {:.0f} -> {:.0f}", base / 1024, changed / 1024,
                                                  row.base_rate / 1024, row.changed_rate / 1024)});
    ratios.emplace_back(published, changed / base);
  }
  for (const Anchors& anchor : anchors) {
    const PublishedRow& row = *std::ranges::find(rows, anchor.table, &PublishedRow::table);
    const IozoneTimes& times = tables.times_of(row);
    report.notes.push_back(fmt::format("{}: a page {:.1f} us, a record {:.1f} us, {:.1f} us more where the file grows", anchor.table,
                                       times.compress_ns / 1e3, times.record_ns / 1e3, times.growth_ns / 1e3));
  }
  report.figures.push_back(order_of(ratios));
  report.notes.insert(report.notes.end(), {
      "assumed: LZO; pages that compress to next to nothing, as iozone fills them; no row of a table is used but its first column",
      "not compared: reads of the tables beyond one, where no strategy differs; Fwrite and Fread, which end in the page cache; LZO against LZ4, "
      "which compares code of that year that the laboratory has not got",
  });
  return report;
}

}  // namespace zramlab
