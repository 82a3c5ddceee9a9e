// What a goal of --find-max-rate means, and what is said of one that cannot be read.
#include "bench/rate_goal.h"

#include "bench/result.h"
#include "engine/base/input_error.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

TEST(rate_goal, names_a_time_an_operation_a_quantile_and_a_limit) {
  const RateGoal plain = parse_rate_goal("write p99 < 200us");
  EXPECT_FALSE(plain.is_service);
  EXPECT_FALSE(plain.is_read);
  EXPECT_DOUBLE_EQ(plain.share, 0.99);
  EXPECT_EQ(plain.limit_ns, 200'000u);
  EXPECT_EQ(plain.text, "response write p99 < 200us");
  const RateGoal service = parse_rate_goal("  service read p99.9<1.5ms ");
  EXPECT_TRUE(service.is_service);
  EXPECT_TRUE(service.is_read);
  EXPECT_DOUBLE_EQ(service.share, 0.999);
  EXPECT_EQ(service.limit_ns, 1'500'000u);
  EXPECT_EQ(parse_rate_goal("response write max < 1s").share, 1);
  EXPECT_DOUBLE_EQ(parse_rate_goal("read p12.5 < 3us").share, 0.125);
}

struct Unreadable {
  const char* text;
  const char* column;
  const char* expected;
};

TEST(rate_goal, says_where_it_cannot_be_read_and_what_belongs_there) {
  for (const Unreadable& bad : std::initializer_list<Unreadable>{{"", "column 1:", "write or read"},
                                                                 {"   ", "column 4:", "write or read"},
                                                                 {"p99 < 200us", "column 1:", "write or read"},
                                                                 {"service", "column 8:", "write or read"},
                                                                 {"service wait p99 < 1ms", "column 9:", "write or read"},
                                                                 {"write", "column 6:", "p99.9"},
                                                                 {"write 99 < 1ms", "column 7:", "p99.9"},
                                                                 {"write p < 1ms", "column 7:", "p99.9"},
                                                                 {"write p0 < 1ms", "column 7:", "p99.9"},
                                                                 {"write p100 < 1ms", "column 7:", "max"},
                                                                 {"write pnan < 1ms", "column 7:", "max"},
                                                                 {"write p99 > 1ms", "column 11:", "<"},
                                                                 {"write p99", "column 10:", "<"},
                                                                 {"write p99 <", "column 12:", "200us"},
                                                                 {"write p99 < soon", "column 13:", "200us"},
                                                                 {"write p99 < 0us", "column 13:", "above 0"},
                                                                 {"write p99 <= 1ms", "column 12:", "200us"},
                                                                 {"write p99 < 1ms always", "column 17:", "the end"}}) {
    try {
      parse_rate_goal(bad.text);
      ADD_FAILURE() << bad.text;
    } catch (const InputError& error) {
      const std::string message = error.what();
      EXPECT_EQ(error.code(), ExitCode::usage);
      EXPECT_NE(message.find("--find-max-rate"), std::string::npos) << message;
      EXPECT_NE(message.find(bad.column), std::string::npos) << "'" << bad.text << "': " << message;
      EXPECT_NE(message.find(bad.expected), std::string::npos) << "'" << bad.text << "': " << message;
      EXPECT_NE(message.find("[response|service] write|read"), std::string::npos) << "what can be written: " << message;
    }
  }
}

TEST(rate_goal, looks_at_the_times_that_it_names) {
  Measured measured;
  measured.open.emplace();
  measured.write_ns.record(10);
  measured.read_ns.record(20);
  measured.open->times.write_response_ns.record(30);
  measured.open->times.read_response_ns.record(40);
  EXPECT_EQ(parse_rate_goal("service write p50 < 1s").quantile_ns(measured), 10);
  EXPECT_EQ(parse_rate_goal("service read p50 < 1s").quantile_ns(measured), 20);
  EXPECT_EQ(parse_rate_goal("write p50 < 1s").quantile_ns(measured), 30);
  EXPECT_EQ(parse_rate_goal("response read max < 1s").quantile_ns(measured), 40);
}

TEST(rate_goal, wants_ten_operations_slower_than_its_quantile) {
  EXPECT_NEAR(parse_rate_goal("write p99 < 1s").operations_min(), 1000, 1e-6);
  EXPECT_NEAR(parse_rate_goal("write p99.9 < 1s").operations_min(), 10'000, 1e-6);
}

}  // namespace
}  // namespace zramlab::test
