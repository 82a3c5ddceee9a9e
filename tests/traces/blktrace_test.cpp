// The blktrace importer, on records made by hand.
#include "tests/traces/import_support.h"

#include <algorithm>

namespace zramlab::test {
namespace {

BlktraceRecord at(std::uint64_t time_ns, std::uint64_t sector) {
  BlktraceRecord record = blktrace_write();
  record.time_ns = time_ns;
  record.sector = sector;
  return record;
}

BlktraceRecord with_action(std::uint32_t action, std::uint32_t categories) {
  BlktraceRecord record = blktrace_write();
  record.action = action | categories;
  return record;
}

std::string process_note(std::uint32_t pid, std::string_view name) {
  BlktraceRecord note = with_action(blktrace_process_note, blktrace_category::note);
  note.pid = pid;
  note.payload_bytes = 16;
  std::string payload(name);
  payload.resize(16, '\0');
  return bytes_of(note) + payload;
}

// The same record as a machine of the other byte order writes it.
std::string swapped(const BlktraceRecord& record) {
  std::string bytes = bytes_of(record);
  const auto reverse = [&](std::size_t offset, std::size_t size) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                 bytes.begin() + static_cast<std::ptrdiff_t>(offset + size));
  };
  for (const std::size_t offset : {0, 4, 24, 28, 32, 36, 40}) reverse(offset, 4);
  for (const std::size_t offset : {8, 16}) reverse(offset, 8);
  for (const std::size_t offset : {44, 46}) reverse(offset, 2);
  return bytes;
}

TEST(blktrace, reads_a_record_of_either_byte_order) {
  BlktraceRecord record = blktrace_write();
  record.cpu = 3;
  for (const std::string& bytes : {bytes_of(record), swapped(record)}) {
    const Imported trace = import_bytes("auto", bytes);
    ASSERT_EQ(trace.records.size(), 1u);
    EXPECT_EQ(trace.records[0], (TraceRecord{.slot = 1, .cpu = 3}));
    EXPECT_EQ(trace.metadata.device, "253,1");
    EXPECT_EQ(trace.metadata.first_time_ns, 1000u);
  }
}

TEST(blktrace, names_come_from_the_notes_before_or_after) {
  const Imported trace = import_bytes("blktrace", process_note(77, "kswapd0") + bytes_of(blktrace_write()) +
                                                      process_note(78, "nobody"));
  EXPECT_EQ(trace.threads, (std::vector<TraceThread>{{77, "kswapd0"}}));
  const Imported late = import_bytes("blktrace", bytes_of(blktrace_write()) + process_note(77, "kswapd0"));
  EXPECT_EQ(late.threads, (std::vector<TraceThread>{{77, "kswapd0"}}));
}

TEST(blktrace, the_kind_of_operation_comes_from_the_categories) {
  constexpr auto queue = static_cast<std::uint32_t>(BlktraceAction::queue);
  std::string bytes;
  for (const std::uint32_t category : {blktrace_category::read, blktrace_category::write,
                                       blktrace_category::discard | blktrace_category::write, 0U}) {
    bytes += bytes_of(with_action(queue, category));
  }
  bytes += bytes_of(with_action(4, blktrace_category::write));
  const Imported trace = import_bytes("blktrace", bytes);
  EXPECT_EQ(operations_of(trace), (std::vector<Operation>{Operation::read, Operation::write, Operation::discard}));
  EXPECT_EQ(trace.report.empty_bios, 1u);
  EXPECT_EQ(trace.report.other_events, 1u);
}

TEST(blktrace, payloads_of_any_length_are_passed_over) {
  std::string bytes;
  for (const unsigned length : {0U, 1U, 47U, 4096U, 65535U, 65535U, 65535U, 65535U, 65535U}) {
    BlktraceRecord record = at(1000, 8);
    record.payload_bytes = static_cast<std::uint16_t>(length);
    bytes += bytes_of(record) + std::string(length, 'x');
  }
  EXPECT_EQ(import_bytes("blktrace", bytes).records.size(), 9u);
}

TEST(blktrace, large_requests_are_split_and_others_named_by_byte) {
  BlktraceRecord large = at(1, 4096);
  large.bytes = 16384;
  BlktraceRecord impossible = at(1, ~std::uint64_t{0});
  BlktraceRecord cpu = at(1, 8);
  cpu.cpu = 70'000;
  const Imported trace = import_bytes("blktrace", bytes_of(large) + bytes_of(at(1, 9)) + bytes_of(impossible) + bytes_of(cpu));
  EXPECT_EQ(slots_of(trace), (std::vector<SlotIndex>{512, 513, 514, 515}));
  EXPECT_EQ(trace.report.unaligned.examples(), (std::vector<std::string>{"byte 48: 253,1 write bytes 4608+4096"}));
  EXPECT_EQ(trace.report.unparsable.count(), 2u);
}

TEST(blktrace, files_of_all_cpus_are_merged_by_time) {
  const Folder folder;
  const auto file = folder.with("zram0.blktrace.0", bytes_of(at(1000, 8)) + bytes_of(at(4000, 32)) + bytes_of(at(5000, 40)));
  static_cast<void>(folder.with("zram0.blktrace.1", bytes_of(at(2000, 16)) + bytes_of(at(4000, 48))));
  static_cast<void>(folder.with("zram0.blktrace.2", ""));
  static_cast<void>(folder.with("zram0.blktrace.10", bytes_of(at(3000, 24)) + bytes_of(at(9000, 56))));
  static_cast<void>(folder.with("other.blktrace.1", bytes_of(at(1, 800))));
  static_cast<void>(folder.with("zram0.blktrace.dump", "nothing"));
  for (const std::string_view name : {"zram0.blktrace.0", "zram0.blktrace.10"}) {
    const Imported trace = import(folder, {.input = folder.file(name)});
    EXPECT_EQ(slots_of(trace), (std::vector<SlotIndex>{1, 2, 3, 4, 6, 5, 7}));
    EXPECT_NE(trace.report.text().find("files of 4 CPUs"), std::string::npos);
  }
}

TEST(blktrace, missing_sequence_numbers_of_a_cpu_are_lost_events) {
  std::string bytes;
  for (const std::uint32_t sequence : {5, 6, 10, 10, 11, 13}) {
    BlktraceRecord record = blktrace_write();
    record.sequence = sequence;
    bytes += bytes_of(record);
    record.cpu = 1;
    record.sequence = sequence < 10 ? sequence : 7;
    bytes += bytes_of(record);
  }
  const ImportReport report = import_bytes("blktrace", bytes).report;
  EXPECT_EQ(report.lost_gaps, 2u);
  EXPECT_EQ(report.lost_events, 4u);
}

TEST(blktrace, a_file_that_ends_within_a_record_is_read_up_to_it) {
  const std::string bytes = bytes_of(blktrace_write()) + bytes_of(blktrace_write());
  const Imported trace = import_bytes("blktrace", bytes.substr(0, bytes.size() - 1));
  EXPECT_EQ(trace.records.size(), 1u);
  EXPECT_EQ(trace.report.unparsable.examples(), (std::vector<std::string>{"byte 48: the file ends within a record"}));
}

TEST(blktrace, other_bytes_and_other_versions_are_errors_that_name_the_byte) {
  EXPECT_NE(import_error("blktrace", bytes_of(blktrace_write()) + std::string(48, 'x')).find("byte 48: no blktrace record"),
            std::string::npos);
  BlktraceRecord other = blktrace_write();
  other.magic = blktrace_magic | 6;
  EXPECT_NE(import_error("auto", bytes_of(other)).find("version 6"), std::string::npos);
  EXPECT_NE(import_error("auto", swapped(other)).find("version 6"), std::string::npos);
}

}  // namespace
}  // namespace zramlab::test
