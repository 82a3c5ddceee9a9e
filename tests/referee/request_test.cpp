#include "bench/referee/request.h"

#include "engine/base/input_error.h"
#include "tests/traces/support.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace zramlab::test {
namespace {

// Strings, not literals, are assigned below: of those GCC 12 warns falsely (its bug 105651).
using namespace std::string_literals;

std::string complaint_about(const std::function<void(RefereeTexts&)>& change) {
  RefereeTexts texts;
  texts.operations = "100"s;
  texts.era = "6.1"s;
  change(texts);
  return error_of([&] { static_cast<void>(check_referee_request(texts)); });
}

RefereeRequest request_of(const std::function<void(RefereeTexts&)>& change) {
  RefereeTexts texts;
  texts.operations = "1000"s;
  texts.era = "6.1"s;
  change(texts);
  return check_referee_request(texts);
}

TEST(RefereeRequest, a_mistake_names_its_option) {
  EXPECT_NE(complaint_about([](auto& texts) { texts.lengths = "mine"s; }).find("--lengths: 'mine'"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.tolerance_percent = 1; }).find("--tolerance"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.era = "2.4"s; }).find("--era"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.chain_size = 3; }).find("--chain-size"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.compact_every = "10"s; }).find("--compact-every"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.checkpoints = "10"s; texts.every = "5"s; }).find("--every"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.checkpoints = "0"s; }).find("--checkpoints"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.every = "0"s; }).find("--every"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.operations = "0"s; }).find("nothing to replay"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.operations = "1000M"s; }).find("--ops"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.trace = "gxx"s; texts.content = "trace:gxx"s; }).find("--content"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.replay = "w1:999999"s; }).find("page 999999"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.replay = "@/no/such/file"s; }).find("--replay: cannot read"), std::string::npos);
  EXPECT_NE(complaint_about([](auto& texts) { texts.lengths = "own"s; texts.codec = "lzo-rle"s; }).find("lzo-rle"), std::string::npos);
}

TEST(RefereeRequest, the_kernels_lengths_go_with_codecs_that_the_lab_does_not_have) {
  const RefereeRequest request = request_of([](auto& texts) { texts.codec = "lzo-rle"s; });
  EXPECT_EQ(request.algorithm.name, "lzo-rle");
  EXPECT_EQ(request.codec, nullptr);
  EXPECT_EQ(request.tolerance, 0);
}

TEST(RefereeRequest, a_codecs_parameters_go_to_the_kernel) {
  const RefereeRequest request = request_of([](auto& texts) { texts.codec = "zstd:level=5"s; });
  EXPECT_EQ(request.algorithm.name, "zstd");
  EXPECT_EQ(request.algorithm.parameters, "level=5");
}

TEST(RefereeRequest, own_lengths_have_their_codecs_tolerance_unless_another_is_given) {
  const auto own = [](const char* codec, double percent) {
    return request_of([&](auto& texts) {
      texts.lengths = "own"s;
      texts.codec = codec;
      texts.tolerance_percent = percent;
    }).tolerance;
  };
  EXPECT_DOUBLE_EQ(own("lz4", -1), 0.0001);
  EXPECT_DOUBLE_EQ(own("deflate", -1), 0.001);
  EXPECT_DOUBLE_EQ(own("lz4", 2), 0.02);
}

TEST(RefereeRequest, checkpoints_are_spread_over_the_operations) {
  EXPECT_EQ(request_of([](auto& texts) { texts.checkpoints = "10"s; }).check_every, 100u);
  EXPECT_EQ(request_of([](auto& texts) { texts.checkpoints = "5000"s; }).check_every, 1u);
  EXPECT_EQ(request_of([](auto& texts) { texts.every = "7"s; }).check_every, 7u);
}

TEST(RefereeRequest, operations_come_from_a_file_too) {
  const Folder folder;
  const auto file = folder.with("actions.txt", "w1:2\nd0+9\n\nc\n");
  const RefereeRequest request = request_of([&](auto& texts) { texts.replay = "@"s + file.string(); });
  EXPECT_EQ(to_string(request.actions), "w1:2 d0+9 c");
  EXPECT_EQ(request.slots, 9u);
}

TEST(RefereeRequest, the_printed_command_has_every_option_that_matters) {
  const RefereeRequest request = request_of([](auto& texts) {
    texts.era = "3.19"s;
    texts.chain_size = 5;
    texts.mem_limit = "8M"s;
    texts.codec = "lzo"s;
  });
  EXPECT_EQ(replay_command(request, "w1:2"),
            "bench referee --lengths kernel --codec lzo --content trace:gxx --era 3.19 --chain-size 5 --mem-limit 8388608 --every 1 --replay 'w1:2'");
}

}  // namespace
}  // namespace zramlab::test
