// Calibration: what is computed from measurements, on measurements made up; and that a whole one gives a profile.
#include "bench/calibrate/common_clock.h"
#include "bench/calibrate/cpu_ways.h"
#include "bench/calibrate/host_profile.h"
#include "bench/calibrate/profile_draft.h"
#include "bench/calibrate/samples.h"
#include "bench/calibrate/service_costs.h"
#include "bench/calibrate/topology.h"
#include "bench/captures.h"
#include "bench/cost_tables.h"
#include "engine/backend/table.h"
#include "engine/base/random.h"
#include "engine/platform/host/cpu.h"
#include "traces/reader.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace zramlab::test {
namespace {

// `tries` of each page, at random between half and double of a page's own time; now and then very much longer.
CodecTimes invented_times(std::uint64_t seed, std::size_t pages, std::size_t tries) {
  Random random(seed);
  CodecTimes times{PageTimes(pages, tries), PageTimes(pages, tries), std::vector<std::uint32_t>(pages, 1000), 0};
  for (std::size_t page = 0; page < pages; ++page) {
    const std::uint64_t own = 1'000'000 + random.below(10'000'000);
    for (std::size_t attempt = 0; attempt < tries; ++attempt) {
      const std::uint64_t factor = random.chance(0.0002) ? 1'000'000 : 500 + random.below(1500);
      times.compress.set(page, attempt, own * factor / 1000);
      times.decompress.set(page, attempt, own * factor / 3000);
    }
  }
  return times;
}

CostTable table_of_medians(const CodecTimes& times, std::uint64_t slower) {
  CostTable table;
  for (std::size_t page = 0; page < times.compress.pages(); ++page) {
    table.pages.push_back({slower * times.compress.median(page), slower * times.decompress.median(page), 1000});
  }
  return table;
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Of what straight lines between the quantiles say.
double mean_of_quantiles(const std::vector<double>& quantiles) {
  double sum = 0;
  for (std::size_t i = 1; i < quantiles.size(); ++i) sum += (quantiles[i - 1] + quantiles[i]) / 2;
  return sum / static_cast<double>(quantiles.size() - 1);
}

TEST(service_multiplier, is_this_host_over_the_tables_host) {
  const std::vector<CodecTimes> times{invented_times(1, 300, 7), invented_times(2, 300, 7)};
  const std::vector<CostTable> equal{table_of_medians(times[0], 1), table_of_medians(times[1], 1)};
  EXPECT_NEAR(service_multiplier(times, equal), 1, 1e-12);
  const std::vector<CostTable> slower{table_of_medians(times[0], 2), table_of_medians(times[1], 8)};
  EXPECT_NEAR(service_multiplier(times, slower), 1.0 / 4, 1e-12) << "the geometric mean of 2 and 8";
}

TEST(service_quantiles, ascend_around_the_median_and_keep_the_mean) {
  const std::vector<CodecTimes> times{invented_times(3, 3000, 7)};
  const PageTimes& compress = times.front().compress;
  const std::vector<double> quantiles = service_quantiles(times);
  EXPECT_TRUE(std::ranges::is_sorted(quantiles));
  EXPECT_NEAR(quantiles[quantiles.size() / 2], 1, 0.01);
  std::vector<double> ratios;
  for (std::size_t page = 0; page < 3000; ++page) {
    for (std::size_t attempt = 0; attempt < 7; ++attempt) {
      const double ratio = static_cast<double>(compress.at(page, attempt)) / static_cast<double>(compress.median(page));
      if (ratio < 100) ratios.push_back(ratio);  // the rest is what a measurement leaves out
    }
  }
  EXPECT_NEAR(mean_of_quantiles(quantiles), mean(ratios), 0.01);
  EXPECT_LT(quantiles.back(), 100);
}

TEST(service_quantiles, of_tries_that_are_all_equal_are_all_one) {
  CodecTimes times{PageTimes(10, 3), PageTimes(10, 3), std::vector<std::uint32_t>(10, 1000), 0};
  for (std::size_t page = 0; page < 10; ++page) {
    for (std::size_t attempt = 0; attempt < 3; ++attempt) {
      times.compress.set(page, attempt, 5000 + page);
      times.decompress.set(page, attempt, 700 + page);
    }
  }
  for (const double quantile : service_quantiles({&times, 1})) EXPECT_EQ(quantile, 1);
}

TEST(service_quantiles, leave_out_that_the_host_was_slower_during_a_pass) {
  CodecTimes steady = invented_times(5, 500, 1);
  CodecTimes changing{PageTimes(500, 5), PageTimes(500, 5), std::vector<std::uint32_t>(500, 1000), 0};
  constexpr std::uint64_t slowness[] = {10, 17, 11, 25, 13};
  for (std::size_t page = 0; page < 500; ++page) {
    for (std::size_t attempt = 0; attempt < 5; ++attempt) {
      changing.compress.set(page, attempt, slowness[attempt] * steady.compress.at(page, 0));
      changing.decompress.set(page, attempt, slowness[attempt] * steady.decompress.at(page, 0));
    }
  }
  for (const double quantile : service_quantiles({&changing, 1})) EXPECT_NEAR(quantile, 1, 1e-9);
}

double total_compress(const CostTable& table) {
  double total = 0;
  for (const PageCost& page : table.pages) total += static_cast<double>(page.compress_ps);
  return total;
}

double total_decompress(const CostTable& table) {
  double total = 0;
  for (const PageCost& page : table.pages) total += static_cast<double>(page.decompress_ps);
  return total;
}

TEST(common_clock, a_table_measured_when_the_host_was_slow_has_the_ratio_that_was_seen_side_by_side) {
  const CostTable clock = table_of_medians(invented_times(6, 400, 3), 1);
  const CostTable slow = table_of_medians(invented_times(7, 300, 3), 3);
  const CostTable brought = on_clock(slow, clock, {.compress = 0.25, .decompress = 0.5});
  ASSERT_EQ(brought.pages.size(), slow.pages.size());
  EXPECT_NEAR(total_compress(brought) / total_compress(clock), 0.25, 1e-3);
  EXPECT_NEAR(total_decompress(brought) / total_decompress(clock), 0.5, 1e-3);
  const double factor = total_compress(brought) / total_compress(slow);
  for (std::size_t page = 0; page < slow.pages.size(); ++page) {
    EXPECT_EQ(brought.pages[page].compress_ps % cost_unit_ps, 0u);
    EXPECT_NEAR(static_cast<double>(brought.pages[page].compress_ps), factor * static_cast<double>(slow.pages[page].compress_ps),
                2.0 * static_cast<double>(cost_unit_ps));
    EXPECT_EQ(brought.pages[page].compressed_bytes, slow.pages[page].compressed_bytes);
  }
}

TEST(common_clock, a_table_of_nothing_stays_as_it_is) {
  const CostTable clock = table_of_medians(invented_times(6, 400, 3), 1);
  EXPECT_TRUE(on_clock({}, clock, {}).pages.empty());
}

TEST(common_clock, passes_compare_what_was_measured_close_together) {
  const CodecTimes steady = invented_times(8, 200, 1);
  constexpr std::uint64_t slowness[] = {10, 31, 12, 25, 10};
  CodecTimes clock{PageTimes(200, 5), PageTimes(200, 5), std::vector<std::uint32_t>(200, 1000), 0};
  CodecTimes dearer{PageTimes(200, 5), PageTimes(200, 5), std::vector<std::uint32_t>(200, 1000), 0};
  for (std::size_t page = 0; page < 200; ++page) {
    for (std::size_t attempt = 0; attempt < 5; ++attempt) {
      const std::uint64_t compress = slowness[attempt] * steady.compress.at(page, 0);
      const std::uint64_t decompress = slowness[attempt] * steady.decompress.at(page, 0);
      clock.compress.set(page, attempt, compress);
      clock.decompress.set(page, attempt, decompress);
      // A fifth pass during which the host changed in the middle.
      dearer.compress.set(page, attempt, (attempt == 4 ? 9 : 3) * compress);
      dearer.decompress.set(page, attempt, (attempt == 4 ? 1 : 2) * decompress);
    }
  }
  const ClockRatio ratio = ratio_by_passes(dearer, clock);
  EXPECT_NEAR(ratio.compress, 3, 1e-9);
  EXPECT_NEAR(ratio.decompress, 2, 1e-9);
}

// A host on which everything takes five times as long finds the pages' own times again.
TEST(common_clock, a_table_of_a_slow_host_is_brought_to_where_the_known_one_was_frozen) {
  const CodecTimes known = invented_times(10, 400, 7);
  const CodecTimes pages = invented_times(11, 150, 7);
  const auto slower = [](const CodecTimes& times) {
    CodecTimes found = times;
    for (std::size_t page = 0; page < times.compress.pages(); ++page) {
      for (std::size_t attempt = 0; attempt < times.compress.tries(); ++attempt) {
        found.compress.set(page, attempt, 5 * times.compress.at(page, attempt));
        found.decompress.set(page, attempt, 5 * times.decompress.at(page, attempt));
      }
    }
    return found;
  };
  const CodecTimes seen = slower(pages);
  const CostTable frozen = table_of_medians(known, 1);
  const CostTable brought = as_where(frozen, table_of_medians(seen, 1), seen, slower(known));
  const CostTable there = as_where(frozen, table_of_medians(pages, 1), pages, known);
  EXPECT_NEAR(ratio_of(brought, there).compress, 1, 1e-3);
  EXPECT_NEAR(ratio_of(brought, frozen).compress, ratio_by_passes(pages, known).compress, 1e-3);
  EXPECT_NEAR(ratio_of(brought, frozen).decompress, ratio_by_passes(pages, known).decompress, 1e-3);
}

TEST(common_clock, a_ratio_is_of_totals_and_multiplies) {
  const CostTable table = table_of_medians(invented_times(9, 300, 3), 1);
  const CostTable twice = multiplied(table, {.compress = 2, .decompress = 0.5}, "for a test");
  EXPECT_NEAR(ratio_of(twice, table).compress, 2, 1e-3);
  EXPECT_NEAR(ratio_of(twice, table).decompress, 0.5, 1e-3);
  EXPECT_TRUE(twice.method.ends_with("times 2.000 and 0.500, for a test")) << twice.method;
}

TEST(samples, quantiles_are_samples) {
  EXPECT_EQ(median({}), 0);
  EXPECT_EQ(median({3}), 3);
  EXPECT_EQ(median({5, 1, 3}), 3);
  EXPECT_EQ(quantile({5, 1, 3}, 0), 1);
  EXPECT_EQ(quantile({5, 1, 3}, 1), 5);
}

TEST(samples, the_middle_mean_leaves_out_a_twentieth_at_each_end) {
  std::vector<double> samples(36, 2);
  for (const double disturbed : {1e9, 2e9, -1e9, -2e9}) samples.push_back(disturbed);
  EXPECT_EQ(middle_mean(samples), 2);
  EXPECT_EQ(middle_mean({1, 3}), 2) << "of few all count";
  EXPECT_EQ(middle_mean({}), 0);
}

TEST(host_cpus, nearest_pairs_are_of_two_cores_at_one_distance_and_no_more_than_asked_for) {
  const HostCpus host_cpus;
  const auto place_of = [&](CpuIndex number) { return std::ranges::find(host_cpus.all(), number, &HostCpu::number)->place; };
  const std::vector<HostCpus::Pair> pairs = host_cpus.nearest_pairs(3);
  EXPECT_LE(pairs.size(), 3u);
  EXPECT_EQ(pairs.empty(), host_cpus.core_count() < 2);
  std::set<Distance> distances;
  for (const auto& [a, b] : pairs) distances.insert(distance_between(place_of(a), place_of(b)));
  EXPECT_LE(distances.size(), 1u);
  EXPECT_FALSE(distances.contains(Distance::hyper_threads));
}

TEST(host_cpus, have_every_allowed_cpu_once_and_number_places_without_gaps) {
  const HostCpus host_cpus;
  const std::vector<HostCpu>& cpus = host_cpus.all();
  std::set<CpuIndex> numbers;
  std::set<std::uint16_t> sockets, clusters, cores;
  for (const HostCpu& cpu : cpus) {
    numbers.insert(cpu.number);
    sockets.insert(cpu.place.socket);
    clusters.insert(cpu.place.cluster);
    cores.insert(cpu.place.core);
  }
  const std::vector<CpuIndex> allowed = host::allowed_cpus();
  EXPECT_EQ(numbers, std::set<CpuIndex>(allowed.begin(), allowed.end()));
  EXPECT_EQ(cpus.size(), allowed.size());
  for (const auto* places : {&sockets, &clusters, &cores}) EXPECT_EQ(*places->rbegin() + 1u, places->size());
}

TEST(distance_between, is_that_of_the_smallest_thing_both_are_in) {
  const VirtualCpu cpu{.socket = 1, .cluster = 5, .core = 40, .cpu_class = 0};
  EXPECT_EQ(distance_between(cpu, cpu), Distance::hyper_threads);
  EXPECT_EQ(distance_between(cpu, {.socket = 1, .cluster = 5, .core = 41, .cpu_class = 0}), Distance::cluster);
  EXPECT_EQ(distance_between(cpu, {.socket = 1, .cluster = 6, .core = 48, .cpu_class = 0}), Distance::socket);
  EXPECT_EQ(distance_between(cpu, {.socket = 0, .cluster = 0, .core = 0, .cpu_class = 0}), Distance::remote);
}

TEST(nearest_distance, is_that_of_two_cores_and_not_of_two_hyper_threads) {
  const VirtualCpu cpu{.socket = 0, .cluster = 0, .core = 0, .cpu_class = 0};
  VirtualCpu other = cpu;
  EXPECT_EQ(nearest_distance({cpu, other}), std::nullopt);
  other = {.socket = 1, .cluster = 1, .core = 1, .cpu_class = 0};
  EXPECT_EQ(nearest_distance({cpu, cpu, other}), Distance::remote);
  EXPECT_EQ(nearest_distance({cpu, other, {.socket = 1, .cluster = 2, .core = 2, .cpu_class = 0}}), Distance::socket);
  EXPECT_EQ(nearest_distance({cpu, other, {.socket = 1, .cluster = 1, .core = 2, .cpu_class = 0}}), Distance::cluster);
}

TEST(cpu_ways, are_those_of_most_looks) {
  std::vector<CpuWays> ways;
  for (const double ns : {29.0, 31.0, 120.0, 30.0, 125.0}) ways.push_back({ns, ns / 2, ns / 1000, ns * 100, ns * 200});
  const CpuWays usual = usual_ways(ways);
  EXPECT_EQ(usual.transfer_ns, 30);
  EXPECT_EQ(usual.upgrade_ns, 15) << "the two others do not count";
  EXPECT_EQ(usual.spin_read_share, 0.03);
  EXPECT_EQ(usual.wake_ns, 3000);
  EXPECT_EQ(usual.wake_latency_ns, 6000);
  EXPECT_TRUE(is_same_way(usual, ways.front()));
  EXPECT_FALSE(is_same_way(usual, ways.back()));
  EXPECT_FALSE(is_same_way(ways.back(), usual));
}

TEST(cpu_ways, are_found_wherever_there_are_two_cores) {
  const HostCpus host_cpus;
  const std::optional<CpuWays> ways = measure_cpu_ways(host_cpus, {.pairs_max = 1, .rounds = 20, .wakes = 3});
  ASSERT_EQ(ways.has_value(), host_cpus.core_count() > 1);
  if (!ways) return;
  EXPECT_GT(ways->transfer_ns, 0);
  EXPECT_GE(ways->upgrade_ns, 0);
  EXPECT_GE(ways->spin_read_share, 0.05);
  EXPECT_LE(ways->spin_read_share, 1);
  EXPECT_GT(ways->wake_ns, 0);
  EXPECT_GT(ways->wake_latency_ns, 0);
}

TEST(profile_draft, brings_what_a_disturbed_host_shows_into_range_and_says_so) {
  ProfileDraft draft({VirtualCpu{}});
  draft.set_list("service_quantiles", &MachineProfile::service_quantiles, {0, 0.5, 1, 108.779}, "tries");
  EXPECT_EQ(draft.profile().service_quantiles, (std::vector<double>{0.01, 0.5, 1, 100}));
  EXPECT_NE(draft.profile().sources["service_quantiles"].find("108.779 was found"), std::string::npos);
  draft.set_core("service_multiplier", &CpuClass::service_multiplier, 250, "times");
  EXPECT_EQ(draft.core().service_multiplier, 100);
  draft.set_core("local_hit_ns", &CpuClass::local_hit_ns, -3, "loads");
  EXPECT_GT(draft.core().local_hit_ns, 0);
  draft.set("tick_cost_ns", &MachineProfile::tick_cost_ns, -3, "ticks");
  EXPECT_EQ(draft.profile().tick_cost_ns, 0);
  draft.set("slice_ns", &MachineProfile::slice_ns, 3e6, "slices");
  EXPECT_EQ(draft.profile().sources["slice_ns"], "slices") << "what is in range says nothing";
}

// Times are over service_multiplier, which is the geometric mean over lz4 and zstd of gxx: so theirs is 1.
void expect_page_costs_beside_shipped(const std::vector<CostFile>& found) {
  ASSERT_EQ(found.size(), 2u);
  std::vector<CostTable> shipped;
  for (std::size_t i = 0; const char* const capture : {"gxx", "node"}) {
    EXPECT_EQ(found[i].name, fmt::format("mine-{}.costs", capture));
    const PageStore contents = TraceReader(shipped_capture(capture)).load_contents();
    for (const CostTable& table : unpack_cost_tables(found[i++].bytes, capture)) {
      EXPECT_EQ(table.contents_key, contents_key(contents)) << capture;
      shipped.push_back(cost_table_for(contents, *make_codec(table.codec), table.codec, false));
      ASSERT_EQ(table.pages.size(), shipped.back().pages.size());
      const auto same_length = [](const PageCost& a, const PageCost& b) { return a.compressed_bytes == b.compressed_bytes; };
      EXPECT_TRUE(std::ranges::equal(table.pages, shipped.back().pages, same_length)) << capture << " " << table.codec;
    }
  }
  const std::vector<CostTable> gxx = unpack_cost_tables(found.front().bytes, "gxx");
  EXPECT_NEAR(service_multiplier(std::span(gxx).first(2), std::span(shipped).first(2)), 1, 1e-3);
}

TEST(calibrate_host, gives_a_whole_profile_whatever_the_host_is_doing) {
  const Calibration found = calibrate_host({.name = "mine", .quick = true, .tell = {}});
  const MachineProfile& profile = found.profile;
  EXPECT_EQ(profile.name, "host");
  EXPECT_EQ(profile.cpus.size(), host::allowed_cpus().size());
  EXPECT_EQ(profile.sources.size(), constants_of(profile).size());
  // parse_machine() refuses what is missing, out of its range or without a source.
  EXPECT_EQ(to_json(parse_machine(to_json(profile), "host.json")), to_json(profile));
  std::size_t cores = 0;
  for (const VirtualCpu& cpu : profile.cpus) cores = std::max<std::size_t>(cores, cpu.core + 1u);
  EXPECT_EQ(profile.busy_slowdown.size(), cores);
  std::vector<std::string> named;
  for (const CostFile& file : found.page_costs) named.push_back(named_with_hash(file.name, file.bytes));
  EXPECT_EQ(profile.page_costs, named);
  expect_page_costs_beside_shipped(found.page_costs);
}

}  // namespace
}  // namespace zramlab::test
