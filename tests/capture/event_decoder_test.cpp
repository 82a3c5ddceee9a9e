// Ring buffers as the kernel gives them: recorded bytes, and bytes that no kernel would give.
#include "bench/capture/event_decoder.h"

#include "engine/base/input_error.h"
#include "engine/base/random.h"
#include "tests/capture/recorded_subbuffer.h"

#include <gtest/gtest.h>

#include <string>

namespace zramlab::test {
namespace {

std::vector<std::byte> bytes_of_hex(std::string_view hex) {
  std::vector<std::byte> bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) bytes.push_back(static_cast<std::byte>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16)));
  return bytes;
}

// As read from the kernel: a whole sub-buffer, of which only the front was used.
std::vector<std::byte> whole_subbuffer() {
  std::vector<std::byte> bytes = bytes_of_hex(recorded_subbuffer);
  bytes.resize(page_bytes);
  return bytes;
}

TEST(event_decoder, gives_the_recorded_requests_in_their_order) {
  EventDecoder decoder(recorded_formats);
  std::vector<BlockEvent> events;
  EXPECT_EQ(decoder.decode(whole_subbuffer(), 1, recorded_device, events), 0u);
  ASSERT_EQ(events.size(), 8u);
  struct Expected {
    Operation operation;
    std::uint64_t sector;
    std::uint32_t sectors;
  };
  const Expected expected[] = {{Operation::write, 24, 8}, {Operation::write, 40, 16}, {Operation::read, 24, 8}, {Operation::discard, 40, 8}};
  for (std::size_t i = 0; i < events.size(); ++i) {
    const BlockEvent& event = events[i];
    EXPECT_EQ(event.kind, i % 2 == 0 ? BlockEventKind::queue : BlockEventKind::complete) << i;
    EXPECT_EQ(event.operation, expected[i / 2].operation) << i;
    EXPECT_EQ(event.sector, expected[i / 2].sector) << i;
    EXPECT_EQ(event.sectors, expected[i / 2].sectors) << i;
    EXPECT_EQ(event.thread_id, 22733);
    EXPECT_EQ(event.cpu, 1);
    EXPECT_FALSE(event.has_failed);
    EXPECT_EQ(event.thread_name(), i % 2 == 0 ? "python3" : "");
    if (i > 0) {
      EXPECT_GT(event.time_ns, events[i - 1].time_ns);
    }
  }
  EXPECT_LT(events[1].time_ns - events[0].time_ns, 1'000'000u) << "nanoseconds: the device took microseconds";
}

TEST(event_decoder, passes_over_other_devices_and_other_events) {
  EventDecoder decoder(recorded_formats);
  std::vector<BlockEvent> events;
  decoder.decode(whole_subbuffer(), 0, recorded_device + 1, events);
  EXPECT_TRUE(events.empty());
  EventFormats others = recorded_formats;
  others.queue.replace(others.queue.find("ID: "), 8, "ID: 9999");
  EventDecoder(others).decode(whole_subbuffer(), 0, recorded_device, events);
  EXPECT_EQ(events.size(), 4u) << "the completions are left";
}

TEST(event_decoder, says_how_many_events_were_overwritten_before) {
  std::vector<std::byte> bytes = whole_subbuffer();
  bytes[11] = std::byte{0xc0};  // bits 31 and 30 of the commit word: some were missed, and their number lies behind the data
  const std::size_t end = recorded_subbuffer.size() / 2;
  bytes[end] = std::byte{17};
  EventDecoder decoder(recorded_formats);
  std::vector<BlockEvent> events;
  EXPECT_EQ(decoder.decode(bytes, 0, recorded_device, events), 17u);
  EXPECT_EQ(events.size(), 8u);
}

TEST(event_decoder, follows_the_format_and_not_what_it_was_on_another_kernel) {
  EventFormats moved = recorded_formats;
  const std::string before = "sector;\toffset:16;";
  moved.queue.replace(moved.queue.find(before), before.size(), "sector;\toffset:24;");
  EventDecoder decoder(moved);
  std::vector<BlockEvent> events;
  decoder.decode(whole_subbuffer(), 0, recorded_device, events);
  ASSERT_EQ(events.size(), 8u);
  EXPECT_NE(events[0].sector, 24u);
  EXPECT_EQ(events[1].sector, 24u);
}

TEST(event_decoder, an_unknown_format_is_an_error_that_names_it) {
  EventFormats broken = recorded_formats;
  broken.complete = "no format";
  try {
    EventDecoder decoder(broken);
    FAIL() << "nothing was thrown";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("block_bio_complete"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace zramlab::test
