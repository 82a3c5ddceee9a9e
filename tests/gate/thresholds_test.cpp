// The thresholds file, globs and orderings.
#include "bench/gate/glob.h"
#include "tests/gate/support.h"

namespace zramlab::test {
namespace {

TEST(globs, match_whole_names) {
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("*", "per-cpu/codec:lz4/threads:2"));
  EXPECT_TRUE(matches_glob("per-cpu/*", "per-cpu/codec:lz4/threads:2"));
  EXPECT_FALSE(matches_glob("per-cpu/*", "per-cpu-sleepable/codec:lz4/threads:2"));
  EXPECT_TRUE(matches_glob("*/codec:zstd*/*/threads:?", "hybrid/codec:zstd:level=1/workload:gxx/threads:2"));
  EXPECT_FALSE(matches_glob("*/threads:?", "hybrid/threads:16"));
  EXPECT_TRUE(matches_glob("a*b*c", "a-b-b-c"));
  EXPECT_FALSE(matches_glob("a*b*c", "a-b-b-c-"));
  EXPECT_FALSE(matches_glob("", "a"));
}

TEST(orderings, name_two_strategies_where_and_what) {
  const Ordering ordering = parse_ordering("per-cpu >= idle-list @ threads:2, codec:lz4 [latency_ns.write.p99]", "file");
  EXPECT_EQ(ordering.left, "per-cpu");
  EXPECT_EQ(ordering.right, "idle-list");
  EXPECT_TRUE(ordering.left_is_greater);
  EXPECT_EQ(ordering.metric, "latency_ns.write.p99");
  EXPECT_EQ(ordering.rest_of("per-cpu/codec:lz4/workload:gxx/threads:2", "per-cpu"), "codec:lz4/workload:gxx/threads:2");
  EXPECT_EQ(ordering.rest_of("per-cpu/codec:lz4/workload:gxx/threads:22", "per-cpu"), "");
  EXPECT_EQ(ordering.rest_of("per-cpu-sleepable/codec:lz4/threads:2", "per-cpu"), "");
}

TEST(orderings, that_nobody_can_read_are_refused_with_their_text) {
  for (const char* text : {"", "per-cpu", "per-cpu > idle-list", "a >= b >= c", "a >= a", "a >= b @", "a >= b []", "a >= b [x] y"}) {
    const std::string error = error_of([&] { parse_ordering(text, "t.json"); });
    EXPECT_TRUE(mentions(error, "t.json")) << text;
    EXPECT_TRUE(mentions(error, "per-cpu >= idle-list @ threads:2")) << text;
  }
}

TEST(thresholds, are_read_with_all_their_fields) {
  const Thresholds thresholds = thresholds_of(R"({
    "comment": "x", "runs": ["--on laptop-4"], "rounds": 9,
    "names": {"*": {"real_time": {"max_regression": 0.25, "floor": 20, "direction": "lower", "exact": false}}},
    "orderings": ["a >= b", {"rule": "c <= d", "tolerance": 0.05}]})");
  ASSERT_EQ(thresholds.metrics.size(), 1u);
  EXPECT_EQ(thresholds.metrics[0].metric, "real_time");
  EXPECT_EQ(thresholds.metrics[0].threshold.max_regression, 0.25);
  EXPECT_EQ(thresholds.metrics[0].threshold.floor, 20);
  EXPECT_EQ(thresholds.metrics[0].threshold.better, GoodDirection::lower);
  EXPECT_EQ(thresholds.metrics[0].threshold.exact, false);
  ASSERT_EQ(thresholds.orderings.size(), 2u);
  EXPECT_EQ(thresholds.orderings[1].tolerance, 0.05);
  EXPECT_FALSE(thresholds.orderings[1].left_is_greater);
  EXPECT_EQ(thresholds.runs, std::vector<std::string>{"--on laptop-4"});
  EXPECT_EQ(thresholds.rounds, 9u);
}

TEST(thresholds, that_match_later_count) {
  const Thresholds thresholds = thresholds_of(R"({"names": {"*": {"real_time": {"max_regression": 0.1}},
                                                            "hybrid/*": {"real_time": {"max_regression": 0.3}}}})");
  EXPECT_EQ(thresholds.find("per-cpu/x", "real_time")->threshold.max_regression, 0.1);
  EXPECT_EQ(thresholds.find("hybrid/x", "real_time")->threshold.max_regression, 0.3);
  EXPECT_EQ(thresholds.find("hybrid/x", "cpu_time"), nullptr);
}

TEST(thresholds, that_are_wrong_are_refused_by_place) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"{", "no JSON"},
      {R"({"rounds": 1e999})", "beyond"},
      {"[]", "object"},
      {"{}", "names"},
      {R"({"nmes": {}})", "names"},
      {R"({"names": []})", "names"},
      {R"({"names": {"*": 3}})", "*"},
      {R"({"names": {"*": {"real_time": {"max_regresion": 1}}}})", "max_regression"},
      {R"({"names": {"*": {"real_time": {"max_regression": "10%"}}}})", "real_time: max_regression"},
      {R"({"names": {"*": {"real_time": {"max_regression": -1}}}})", "0 or more"},
      {R"({"names": {"*": {"real_time": {"direction": "up"}}}})", "higher"},
      {R"({"names": {"*": {"real_time": {"exact": 1}}}})", "true or false"},
      {R"({"orderings": "a >= b"})", "list"},
      {R"({"orderings": [{"tolerance": 1}]})", "rule"},
      {R"({"orderings": [3]})", "object"},
      {R"({"orderings": ["a >= b"], "runs": [1]})", "runs"},
  };
  for (const auto& [text, hint] : wrong) {
    EXPECT_TRUE(mentions(error_of([&] { thresholds_of(text); }), hint)) << text;
  }
}

TEST(thresholds, whose_file_is_not_there_are_named) {
  EXPECT_TRUE(mentions(error_of([] { read_thresholds("/nowhere/t.json"); }), "/nowhere/t.json"));
}

}  // namespace
}  // namespace zramlab::test
