// Writing behind: every byte in its order, and no error lost.
#include "tests/traces/support.h"

#include "traces/output_file.h"
#include "traces/write_behind.h"

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <stdexcept>

namespace zramlab::test {
namespace {

ByteView bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// Numbers in words of changing length, so that pieces and blocks end at different places.
std::string piece(std::uint32_t number) { return std::string(number % 1000, static_cast<char>('a' + number % 26)) + std::to_string(number); }

TEST(write_behind, writes_every_byte_in_order) {
  std::string written;
  std::string expected;
  WriteBehind behind([&](ByteView block) { written.append(reinterpret_cast<const char*>(block.data()), block.size()); });
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    expected += piece(i);
    behind.append(bytes_of(piece(i)));
    if (i % 7000 == 0) {
      behind.finish();
      EXPECT_EQ(written.size(), expected.size()) << "finished";
    }
  }
  behind.finish();
  EXPECT_TRUE(written == expected);
}

TEST(write_behind, what_the_thread_throws_comes_out_and_stays) {
  std::atomic<int> blocks{0};
  WriteBehind behind([&](ByteView) {
    if (++blocks == 3) throw std::runtime_error("full");
  });
  const std::string text(WriteBehind::block_bytes, 'x');
  const auto write_much = [&] {
    for (int i = 0; i < 20; ++i) behind.append(bytes_of(text));
  };
  EXPECT_THROW(write_much(), std::runtime_error);
  EXPECT_THROW(behind.finish(), std::runtime_error);
  EXPECT_EQ(blocks.load(), 3);
}

TEST(output_file, of_any_length_holds_what_was_written) {
  const Folder folder;
  std::string expected;
  OutputFile file(folder.file("long"));
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    expected += piece(i);
    file.write(std::array{bytes_of(piece(i))});
  }
  file.write_at(3, bytes_of("!"));
  expected[3] = '!';
  file.flush();
  EXPECT_TRUE(read_file(folder.file("long.partial")) == expected);
  file.write(std::array{bytes_of("the end")});
  file.publish();
  EXPECT_TRUE(read_file(folder.file("long")) == expected + "the end");
}

// As on a full disk, whose errors come as late.
TEST(output_file, a_disk_that_is_full_after_megabytes_is_an_error_and_leaves_nothing) {
  const Folder folder;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{.rlim_cur = 6'000'000, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  const std::string error = error_of([&] {
    OutputFile file(folder.file("long"));
    for (std::uint32_t i = 0; i < 20'000; ++i) file.write(std::array{bytes_of(piece(i))});
    file.publish();
  });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_NE(error.find("cannot write"), std::string::npos) << error;
  EXPECT_FALSE(std::filesystem::exists(folder.file("long.partial")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("long")));
}

}  // namespace
}  // namespace zramlab::test
