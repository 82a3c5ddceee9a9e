// The bytes that docs/trace-format.md shows: what version 1 is, for ever.
#include "tests/traces/support.h"

#include <fmt/format.h>

namespace zramlab::test {
namespace {

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

TEST(trace_format, is_as_documented) {
  const Folder folder;
  TraceMetadata metadata;
  metadata.program = "an example";
  TraceWriter writer(folder.file("a.ztrace"), metadata);
  const ThreadIndex thread = writer.add_thread({20712, "cc1plus"});
  Page page{};
  page.fill(std::byte{0x5a});
  const ContentIndex content = writer.add_content(page);
  writer.add_record({.time_ns = 0, .slot = 1, .content = content, .thread = thread, .cpu = 1});
  writer.add_record({.time_ns = 19000, .slot = 1, .thread = thread, .operation = Operation::read});
  writer.add_record({.time_ns = 26000, .slot = 1, .content = content, .thread = thread, .cpu = 1,
                     .operation = Operation::partial, .flags = stand_in_flag, .offset = 512, .length = 1024});
  writer.finish();
  const std::string bytes = read_file(folder.file("a.ztrace"));
  EXPECT_EQ(hex(bytes.substr(0, 0x40)),
            "5a54524143450d1a0100000040000000" "00100000200000000000000000000000"
            "00000000000000000000000000000000" "000000000000000025693ef97972b77e");
  // What another version of zstd or of the JSON library may write otherwise lies between.
  ASSERT_GE(bytes.size(), 0xf8u);
  EXPECT_EQ(hex(bytes.substr(bytes.size() - 0xf8)),
            "5a43484b040000001300000000000000" "01000000000000008a41bbd9810f6555"
            "00000000e85000000700000063633170" "6c75730000000000"
            "5a43484b010000006000000000000000" "0300000000000000b7a2b0c5fe507c58"
            "00000000000000000100000000000000" "00000000010000000000000000000000"
            "384a00000000000001000000ffffffff" "00000000000001000000000000000000"
            "90650000000000000100000000000000" "00000000010003010002000400000000"
            "5a43484b050000002000000000000000" "01000000000000003c29925abb3e3fa1"
            "03000000000000000100000000000000" "02000000000000000400000000000000");
}

TEST(trace_writer, takes_no_record_before_its_thread_and_content_and_none_that_breaks_the_rules) {
  const Folder folder;
  TraceWriter writer(folder.file("out"), {});
  EXPECT_DEATH(writer.add_record({}), "content and thread are added before");
  writer.add_thread({1, "a"});
  EXPECT_DEATH(writer.add_record({.content = 0}), "content and thread are added before");
  writer.add_content(page_of(1));
  writer.add_record({.content = 0});
  writer.flush();
  // A read has no content.
  writer.add_record({.content = 0, .operation = Operation::read});
  EXPECT_DEATH(writer.flush(), "the rules of the format");
}

}  // namespace
}  // namespace zramlab::test
