#include "engine/base/units.h"

#include "engine/base/input_error.h"

#include <gtest/gtest.h>

#include <string>

namespace zramlab {
namespace {

// What `parse` says of `text` as the value of --size: "64: ..." for a usage error, or that it was taken.
template <class Parse>
std::string refusal(Parse parse, const std::string& text) {
  try {
    return "taken as " + std::to_string(parse(text, "--size"));
  } catch (const InputError& error) {
    return std::to_string(static_cast<int>(error.code())) + ": " + error.what();
  }
}

TEST(Units, sizes_are_powers_of_1024_with_every_suffix) {
  EXPECT_EQ(parse_bytes("0", "--size"), 0U);
  EXPECT_EQ(parse_bytes("4096", "--size"), 4096U);
  EXPECT_EQ(parse_bytes("4096B", "--size"), 4096U);
  EXPECT_EQ(parse_bytes("64K", "--size"), 64U << 10);
  EXPECT_EQ(parse_bytes("64k", "--size"), 64U << 10);
  EXPECT_EQ(parse_bytes("1.5MiB", "--size"), 3U << 19);
  EXPECT_EQ(parse_bytes("2GiB", "--size"), std::uint64_t{2} << 30);
  EXPECT_EQ(parse_bytes("1T", "--size"), std::uint64_t{1} << 40);
}

TEST(Units, durations_become_nanoseconds_and_bare_numbers_are_seconds) {
  EXPECT_EQ(parse_duration_ns("3", "--runtime"), 3'000'000'000U);
  EXPECT_EQ(parse_duration_ns("500ms", "--runtime"), 500'000'000U);
  EXPECT_EQ(parse_duration_ns("1.5us", "--runtime"), 1500U);
  EXPECT_EQ(parse_duration_ns("7ns", "--runtime"), 7U);
  EXPECT_EQ(parse_duration_ns("2m", "--runtime"), 120'000'000'000U);
  EXPECT_EQ(parse_duration_ns("1h", "--runtime"), 3'600'000'000'000U);
}

TEST(Units, counts_are_powers_of_1000) {
  EXPECT_EQ(parse_count("1500", "--ops"), 1500U);
  EXPECT_EQ(parse_count("20k", "--ops"), 20'000U);
  EXPECT_EQ(parse_count("0.5M", "--ops"), 500'000U);
  EXPECT_EQ(parse_count("2G", "--ops"), 2'000'000'000U);
}

TEST(Units, what_cannot_be_read_is_a_usage_error_that_names_option_text_and_an_example) {
  EXPECT_EQ(refusal(parse_bytes, "12 parsecs"), "64: --size: cannot read '12 parsecs'; write it as in 4096, 64M or 2GiB");
  EXPECT_EQ(refusal(parse_duration_ns, "soon"), "64: --size: cannot read 'soon'; write it as in 500ms, 10s or 2m");
  EXPECT_EQ(refusal(parse_count, ""), "64: --size: cannot read ''; write it as in 1500, 20k or 3M");
}

TEST(Units, negative_absurd_and_half_written_numbers_are_refused) {
  for (const char* text : {"-1", "+1", " 1", "1 ", "1KK", "1kB", "nan", "inf", "0x", "1e400", "9223372036854775807T", "9e18", ".5"}) {
    EXPECT_EQ(refusal(parse_bytes, text).substr(0, 4), "64: ") << "'" << text << "'";
  }
}

TEST(Units, bytes_are_written_in_the_largest_unit_below_them) {
  EXPECT_EQ(format_bytes(0), "0 B");
  EXPECT_EQ(format_bytes(1023), "1023 B");
  EXPECT_EQ(format_bytes(4096), "4.0 KiB");
  EXPECT_EQ(format_bytes(12.34 * 1024 * 1024), "12.3 MiB");
  EXPECT_EQ(format_bytes(3e15), "2728.5 TiB");
}

TEST(Units, times_are_written_in_the_largest_unit_below_them) {
  EXPECT_EQ(format_ns(850), "850 ns");
  EXPECT_EQ(format_ns(4210), "4.21 us");
  EXPECT_EQ(format_ns(12e6), "12.00 ms");
  EXPECT_EQ(format_ns(3.2e9), "3.20 s");
}

}  // namespace
}  // namespace zramlab
