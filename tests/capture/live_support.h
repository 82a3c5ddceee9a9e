// What the tests of captures on the running kernel share.
#pragma once

#include "bench/capture/ring_buffers.h"
#include "bench/kernel/leftovers.h"
#include "bench/kernel/thing_kinds.h"
#include "bench/kernel/zram_device.h"
#include "tests/program/child.h"
#include "tests/traces/support.h"

#include <cstdlib>
#include <string>
#include <vector>

// Where nothing can be captured, the test says why and what to run, and counts as skipped.
#define SKIP_WITHOUT_CAPTURE()                                                            \
  do {                                                                                    \
    if (const auto missing = ::zramlab::missing_for_tracing()) GTEST_SKIP() << *missing;  \
    if (const auto missing = ::zramlab::missing_for_zram("lz4")) GTEST_SKIP() << *missing; \
  } while (false)

namespace zramlab::test {

// Captures, with a register of the test's own: what it finds left is its own programs'.
class LiveTest : public ::testing::Test {
 protected:
  LiveTest() {
    std::filesystem::create_directory(folder_.file("registers"));
    setenv("ZRAMLAB_RUNTIME_DIR", folder_.file("registers").c_str(), 1);
  }
  ~LiveTest() override { unsetenv("ZRAMLAB_RUNTIME_DIR"); }

  // The words of a capture of a program that takes 48 MiB and has 16.
  [[nodiscard]] Words captured(const Words& options, const Words& program) const {
    Words words = {"capture", "--output", trace_file().string(), "--memory", "16M", "--swap-size", "128M"};
    words.insert(words.end(), options.begin(), options.end());
    words.emplace_back("--");
    words.insert(words.end(), program.begin(), program.end());
    return words;
  }
  [[nodiscard]] static Words hog(const std::string& mib, const std::string& rounds) { return {ZRAMLAB_MEMORY_HOG, mib, rounds}; }

  [[nodiscard]] std::filesystem::path trace_file() const { return folder_.file("out.ztrace"); }
  [[nodiscard]] std::filesystem::path partial() const { return folder_.file("out.ztrace.partial"); }

  // What a dead process of this test left.
  [[nodiscard]] std::vector<Leftover> left() const { return Leftovers(folder_.file("registers")).things(); }

  const Folder folder_;
};

}  // namespace zramlab::test
