// A memory cgroup of our own, of version 1 or 2: whichever holds the memory controller.
#pragma once

#include "bench/kernel/register.h"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

enum class CgroupVersion : std::uint8_t { v1, v2 };

// Where a cgroup can be made that limits memory.
struct CgroupPlace {
  CgroupVersion version = CgroupVersion::v1;
  std::filesystem::path parent;

  friend bool operator==(const CgroupPlace&, const CgroupPlace&) = default;
};

// From /proc/self/mountinfo and /proc/self/cgroup; `root` stands before the mount points, for tests. Version 1 has our place beside the
// process's own cgroup's children; of version 2 it is the hierarchy's root, because a cgroup that holds processes cannot pass the
// controller on. nullopt: no hierarchy has the memory controller.
std::optional<CgroupPlace> find_cgroup_place(std::string_view mountinfo, std::string_view own_cgroups, const std::filesystem::path& root = "/");

// 1. Removed with the object, together with every process that is still in it; registered.
// 2. THROWS InputError (bad_input).
class MemoryCgroup {
 public:
  MemoryCgroup(const CgroupPlace& place, std::uint64_t limit_bytes);
  ~MemoryCgroup();
  MemoryCgroup(const MemoryCgroup&) = delete;
  MemoryCgroup& operator=(const MemoryCgroup&) = delete;

  // The file to which a process writes its number to be in it.
  [[nodiscard]] std::filesystem::path processes_file() const { return folder_ / "cgroup.procs"; }

  [[nodiscard]] std::vector<pid_t> processes() const;

  // Kills what is in it, and waits for that to be gone, for two seconds at most.
  void kill_all() const;

  // How often the kernel killed a process here because memory was short.
  [[nodiscard]] std::uint64_t killed_for_memory() const;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  void allow_children() const;
  void limit(std::uint64_t bytes) const;
  void set(const std::string& file, const std::string& text) const;

  CgroupPlace place_;
  std::filesystem::path folder_;
  Claim claim_;
  mutable bool passed_on_ = false;  // version 2: the controller, by us; taken back at the end
};

}  // namespace zramlab
