// What the whole-program tests of the live kernel share: a register of their own, and what there is of a run's devices.
#pragma once

#include "bench/kernel/attribute_file.h"
#include "bench/kernel/zram_device.h"
#include "tests/program/support.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace zramlab::test {

// Where the kernel cannot be asked, the test says why and what to run, and counts as skipped.
class KernelTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto missing = missing_for_zram("lz4")) GTEST_SKIP() << *missing;
    std::filesystem::create_directory(registers());
    setenv("ZRAMLAB_RUNTIME_DIR", registers().c_str(), 1);
  }
  void TearDown() override { unsetenv("ZRAMLAB_RUNTIME_DIR"); }

  [[nodiscard]] std::filesystem::path registers() const { return folder_.file("registers"); }
  [[nodiscard]] bool has_registers() const { return !std::filesystem::is_empty(registers()); }

  // Devices of a size that nothing but this test's runs gives a device: others on this machine have devices too.
  [[nodiscard]] static std::vector<std::string> own_devices() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator("/sys/block")) {
      if (read_attribute(entry.path() / "disksize") == std::to_string(own_slots() * page_bytes)) names.push_back(entry.path().filename());
    }
    return names;
  }
  [[nodiscard]] static std::uint64_t own_slots() { return 20'000 + static_cast<std::uint64_t>(getpid()) % 40'000; }
  [[nodiscard]] static std::string own_disksize() { return std::to_string(own_slots() * page_bytes); }

  const Folder folder_;
};

}  // namespace zramlab::test
