#include "bench/noise/noise.h"

#include "bench/noise/report.h"
#include "tests/compare/support.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace zramlab::test {
namespace {

// Rounds whose ratio swings by `percent` either way.
Rounds swinging(double percent, unsigned count) {
  Rounds rounds;
  std::vector<double> a;
  std::vector<double> b;
  for (unsigned i = 0; i < count; ++i) {
    a.push_back(100 + i);
    b.push_back((100 + i) * (i % 2 == 0 ? 1 + percent / 100 : 1 / (1 + percent / 100)));
  }
  rounds.a = document_of("cell", "items_per_second", a);
  rounds.b = document_of("cell", "items_per_second", b);
  rounds.done = count;
  return rounds;
}

FigureNoise throughput_noise(const Rounds& rounds) { return noise_of(rounds, parse_figures("throughput")).at(0).figures.at(0); }

TEST(noise, resolves_what_is_wider_than_the_interval) {
  const FigureNoise noise = throughput_noise(swinging(3, 10));
  ASSERT_TRUE(noise.resolution.has_value());
  EXPECT_NEAR(*noise.resolution, 0.03, 1e-9);
  EXPECT_FALSE(noise.is_false_alarm());
}

TEST(noise, takes_four_times_the_rounds_for_half_the_difference) {
  const FigureNoise noise = throughput_noise(swinging(3, 100));
  const double widths = std::log(1.03);
  EXPECT_EQ(noise.rounds_for(std::expm1(widths)), 100u);
  EXPECT_NEAR(static_cast<double>(*noise.rounds_for(std::expm1(widths / 2))), 400, 1);
  EXPECT_EQ(noise.rounds_for(0.5), 6u) << "six are the least for any interval";
}

TEST(noise, of_few_rounds_is_not_known) {
  const FigureNoise noise = throughput_noise(swinging(3, 5));
  EXPECT_FALSE(noise.resolution.has_value());
  EXPECT_FALSE(noise.rounds_for(0.05).has_value());
}

TEST(noise, sees_a_difference_between_equal_sides_as_a_false_alarm) {
  Rounds rounds = swinging(0.001, 10);
  for (ResultRow& row : rounds.b.rows) row.figures["items_per_second"] *= 1.01;
  EXPECT_TRUE(throughput_noise(rounds).is_false_alarm());
}

TEST(noise, leaves_out_what_has_none) {
  Rounds rounds;
  rounds.a = document_of("cell", "mm_stat.mem_used_total", {4096, 4096});
  rounds.b = rounds.a;
  EXPECT_TRUE(noise_of(rounds, parse_figures("memory")).at(0).figures.empty());
}

TEST(noise_report, says_what_is_resolved_and_what_disturbed) {
  NoiseReport report;
  report.machine = "Xeon, 2 CPUs";
  report.rounds = 10;
  report.stolen_share = 0.031;
  report.others_share = 0.4;
  report.cells = noise_of(swinging(3, 10), parse_figures("throughput"));
  const std::string text = to_text(report);
  for (const char* const words : {"Xeon, 2 CPUs", "throughput", "3.00 %", "stolen by a hypervisor: 3.1 %", "other programs: 40.0 %", "0 of 1 figures"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << " is missing in\n" << text;
  }
  const nlohmann::ordered_json json = to_json(report);
  EXPECT_NEAR(json["cells"][0]["figures"][0]["resolution"], 0.03, 1e-9);
  EXPECT_GE(json["cells"][0]["figures"][0]["rounds_for"]["0.01"], 10);
  EXPECT_EQ(json["false_alarms"], 0);
}

}  // namespace
}  // namespace zramlab::test
