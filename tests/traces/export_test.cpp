// What the exporters write, byte by byte, and that it comes back.
#include "tests/traces/import_support.h"

#include "engine/base/table.h"
#include "traces/export.h"
#include "traces/exporters/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>

namespace zramlab::test {
namespace {

// Every operation, a stand-in, a time that goes back, a thread whose name needs quotes.
std::filesystem::path small_trace(const Folder& folder) {
  const auto file = folder.file("small.ztrace");
  TraceWriter writer(file, {}, {.level = 1});
  writer.add_thread({41, "kswapd0"});
  writer.add_thread({42, "a,\"b\""});
  const ContentIndex first = writer.add_content(page_of(1));
  const ContentIndex second = writer.add_content(page_of(2));
  writer.add_record({.time_ns = 0, .slot = 5, .content = first, .cpu = 1});
  writer.add_record({.time_ns = 1500, .slot = 6, .content = second, .thread = 1, .flags = stand_in_flag});
  writer.add_record({.time_ns = 2'000'000'000, .slot = 5, .operation = Operation::read});
  writer.add_record({.time_ns = 1'000'000'000, .slot = 5, .operation = Operation::discard});
  writer.add_record({.time_ns = 3'000'000'000,
                     .slot = 6,
                     .content = first,
                     .operation = Operation::partial,
                     .offset = 512,
                     .length = 1024});
  writer.add_record({.time_ns = 3'000'000'000, .slot = 7});
  writer.finish();
  return file;
}

std::string exported(const Folder& folder, const std::filesystem::path& input, std::string_view format) {
  export_trace({.input = input, .output = folder.file("exported"), .format = std::string(format)});
  return read_file(folder.file("exported"));
}

TEST(export_iolog, is_what_fio_writes) {
  const Folder folder;
  EXPECT_EQ(exported(folder, small_trace(folder), "iolog"),
            "fio version 3 iolog\n0 /dev/zram0 add\n0 /dev/zram0 open\n"
            "0 /dev/zram0 write 20480 4096\n"
            "1 /dev/zram0 write 24576 4096\n"
            "2000000 /dev/zram0 read 20480 4096\n"
            "2000000 /dev/zram0 trim 20480 4096\n"
            "3000000 /dev/zram0 write 25088 1024\n"
            "3000000 /dev/zram0 write 28672 4096\n"
            "3000000 /dev/zram0 close\n");
}

TEST(export_iolog, says_what_is_lost) {
  const Folder folder;
  const std::string text =
      export_trace({.input = small_trace(folder), .output = folder.file("out"), .format = "iolog"}).text();
  for (const std::string_view loss : {"threads, CPUs", "1 times that went back", "1 writes of part of a page", "contents"}) {
    EXPECT_NE(text.find(loss), std::string::npos) << loss;
  }
}

TEST(export_iolog, refuses_a_device_name_that_fio_cannot_read) {
  const Folder folder;
  for (const std::string& name : {std::string(), std::string("/dev/my disk"), std::string(256, 'x')}) {
    EXPECT_NE(error_of([&] {
                export_trace({.input = small_trace(folder), .output = folder.file("out"), .format = "iolog", .device_file = name});
              }).find("--device-file"),
              std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(folder.file("out")));
}

TEST(export_csv, has_a_line_for_each_record) {
  const Folder folder;
  EXPECT_EQ(exported(folder, small_trace(folder), "csv"),
            "time_ns,operation,slot,thread,name,cpu,offset,length,content,stand_in\n"
            "0,write,5,41,kswapd0,1,0,0,0,0\n"
            "1500,write,6,42,\"a,\"\"b\"\"\",0,0,0,1,1\n"
            "2000000000,read,5,41,kswapd0,0,0,0,,0\n"
            "1000000000,discard,5,41,kswapd0,0,0,0,,0\n"
            "3000000000,partial,6,41,kswapd0,0,512,1024,0,0\n"
            "3000000000,write,7,41,kswapd0,0,0,0,,0\n");
}

struct OracleRequest {
  std::uint32_t seconds;
  std::uint64_t object;
  std::uint32_t bytes;
  std::int64_t next;
};

std::vector<OracleRequest> oracle_requests(std::string_view bytes) {
  std::vector<OracleRequest> requests;
  for (; bytes.size() >= 24; bytes.remove_prefix(24)) {
    OracleRequest request{};
    std::memcpy(&request.seconds, bytes.data(), 4);
    std::memcpy(&request.object, bytes.data() + 4, 8);
    std::memcpy(&request.bytes, bytes.data() + 12, 4);
    std::memcpy(&request.next, bytes.data() + 16, 8);
    requests.push_back(request);
  }
  EXPECT_TRUE(bytes.empty());
  return requests;
}

TEST(export_oracle_general, leaves_out_discards_and_counts_from_1) {
  const Folder folder;
  const std::vector<OracleRequest> requests = oracle_requests(exported(folder, small_trace(folder), "oracle-general"));
  ASSERT_EQ(requests.size(), 5u);
  const std::vector<std::int64_t> next = {3, 4, -1, -1, -1};
  for (std::size_t i = 0; i < requests.size(); ++i) EXPECT_EQ(requests[i].next, next[i]) << i;
  EXPECT_EQ(requests[2].seconds, 2u);
  EXPECT_EQ(requests[4].object, 7u);
  EXPECT_EQ(requests[4].bytes, 4096u);
}

TEST(export_oracle_general, every_next_access_is_the_next_of_its_object_over_many_blocks) {
  const Folder folder;
  write_sample(folder.file("in"), 20'000, 10);
  const std::vector<OracleRequest> requests = oracle_requests(exported(folder, folder.file("in"), "oracle-general"));
  ASSERT_EQ(requests.size(), 20'000u);
  std::map<std::uint64_t, std::int64_t> next;
  for (std::size_t i = requests.size(); i-- > 0;) {
    const auto found = next.find(requests[i].object);
    ASSERT_EQ(requests[i].next, found == next.end() ? -1 : found->second) << i;
    next[requests[i].object] = static_cast<std::int64_t>(i + 1);
  }
}

// A trace, exported with its pages and imported again.
Imported round_trip(const Folder& folder, const std::filesystem::path& input, std::string_view format) {
  export_trace({.input = input,
                .output = folder.file("text"),
                .format = std::string(format),
                .pages = folder.file("pages"),
                .page_index = folder.file("index")});
  return import(folder, {.input = folder.file("text"),
                         .pages = folder.file("pages"),
                         .page_index = folder.file("index"),
                         .lost_pages = LostPages::skip});
}

TEST(round_trip, csv_brings_back_every_record_and_page) {
  const Folder folder;
  write_sample(folder.file("in"), 10'000, 300);
  const Imported trace = round_trip(folder, folder.file("in"), "csv");
  const TraceReader original(folder.file("in"));
  EXPECT_EQ(trace.report.format, "csv");
  EXPECT_EQ(trace.records, records_of(original));
  EXPECT_EQ(trace.threads, original.threads());
  const PageStore before = original.load_contents();
  const PageStore after = TraceReader(folder.file("out.ztrace")).load_contents();
  ASSERT_EQ(after.count(), before.count());
  for (ContentIndex i = 0; i < before.count(); ++i) EXPECT_EQ(after.hash(i), before.hash(i));
}

TEST(round_trip, csv_brings_back_every_kind_of_operation) {
  const Folder folder;
  const Imported trace = round_trip(folder, small_trace(folder), "csv");
  std::vector<TraceRecord> expected = records_of(TraceReader(folder.file("small.ztrace")));
  expected.pop_back();  // its content was unknown, which an index calls lost, and --lost-pages skip leaves out
  expected[1].flags = 0;  // the index has no column for it
  EXPECT_EQ(trace.records, expected);
}

TEST(round_trip, iolog_brings_back_operations_slots_pages_and_microseconds) {
  const Folder folder;
  write_sample(folder.file("in"), 10'000, 300);
  const Imported trace = round_trip(folder, folder.file("in"), "iolog");
  std::vector<TraceRecord> expected = records_of(TraceReader(folder.file("in")));
  for (TraceRecord& record : expected) {
    record.thread = 0;
    record.cpu = 0;
  }
  EXPECT_EQ(trace.records, expected);  // write_sample counts in microseconds
}

TEST(round_trip, an_iolog_of_an_iolog_is_the_same) {
  const Folder folder;
  write_sample(folder.file("in"), 5'000, 10);
  const std::string once = exported(folder, folder.file("in"), "iolog");
  import(folder, {.input = folder.with("once", once)});
  EXPECT_EQ(exported(folder, folder.file("out.ztrace"), "iolog"), once);
}

TEST(export_trace, refuses_bad_requests_and_leaves_nothing_behind) {
  const Folder folder;
  const auto input = small_trace(folder);
  const auto error = [](ExportRequest request) { return error_of([&] { export_trace(request); }); };
  EXPECT_NE(error({.input = input, .output = folder.file("out"), .format = "xml"}).find(names_of(exporters())), std::string::npos);
  EXPECT_NE(error({.input = input, .output = input, .format = "csv"}).find("is the input"), std::string::npos);
  EXPECT_NE(error({.input = input, .output = folder.file("out"), .format = "csv", .pages = folder.file("p")}).find("--page-index"),
            std::string::npos);
  EXPECT_NE(error({.input = input,
                   .output = folder.file("out"),
                   .format = "oracle-general",
                   .pages = folder.file("p"),
                   .page_index = folder.file("i")})
                .find("--pages"),
            std::string::npos);
  EXPECT_NE(error({.input = folder.with("bad", "text"), .output = folder.file("out"), .format = "csv"}), "");
  EXPECT_NE(error({.input = input, .output = folder.file("none/out"), .format = "csv"}), "");
  EXPECT_FALSE(std::filesystem::exists(folder.file("out")));
}

TEST(export_trace, a_damaged_trace_is_an_error_and_leaves_nothing_behind) {
  const Folder folder;
  std::string bytes = read_file(small_trace(folder));
  bytes[bytes.size() - 100] = static_cast<char>(~bytes[bytes.size() - 100]);
  for (const Exporter& exporter : exporters()) {
    EXPECT_NE(error_of([&] {
                export_trace({.input = folder.with("damaged", bytes), .output = folder.file("out"), .format = std::string(exporter.name)});
              }),
              "");
    EXPECT_FALSE(std::filesystem::exists(folder.file("out"))) << exporter.name;
    EXPECT_FALSE(std::filesystem::exists(folder.file("out.partial"))) << exporter.name;
  }
}

}  // namespace
}  // namespace zramlab::test
