#include "bench/kernel/thing_kinds.h"

#include "bench/kernel/attribute_file.h"
#include "bench/kernel/zram_control.h"
#include "engine/base/check.h"
#include "engine/base/table.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>

namespace zramlab {

namespace {

namespace fs = std::filesystem;

// /dev/zram3 -> zram3.
std::string device_name(const std::string& path) { return fs::path(path).filename().string(); }

bool is_swap(const std::string& device) {
  std::istringstream lines(read_attribute("/proc/swaps").value_or(""));
  for (std::string line; std::getline(lines, line);) {
    if (line.substr(0, line.find_first_of(" \t")) == device) return true;
  }
  return false;
}

std::string swap_identity(const std::string& name) { return is_swap(name) ? zram_identity(device_name(name)) : ""; }

std::optional<std::string> remove_swap(const std::string& name) {
  if (swapoff(name.c_str()) == 0 || !is_swap(name)) return std::nullopt;
  return fmt::format("{}; `swapoff {}` takes it out of use, when there is memory for what it holds", std::strerror(errno), name);
}

// A folder in cgroupfs or tracefs: their inodes are numbered afresh for each folder that is made.
std::string folder_identity(const std::string& name) {
  struct stat status{};
  return stat(name.c_str(), &status) == 0 ? fmt::format("inode:{}", status.st_ino) : "";
}

void kill_processes_of(const std::string& cgroup) {
  std::istringstream processes(read_attribute(fs::path(cgroup) / "cgroup.procs").value_or(""));
  for (pid_t process = 0; processes >> process;) {
    if (process > 1) kill(process, SIGKILL);
  }
}

// Those killed leave a while later, and whoever looks into a trace instance closes it.
std::optional<std::string> remove_folder(const std::string& name) {
  int error = 0;
  retry_while_busy([&] { return error = rmdir(name.c_str()) == 0 || errno == ENOENT ? 0 : errno; });
  if (error == 0) return std::nullopt;
  return fmt::format("{}; `rmdir {}` removes it, when nothing uses it any more", std::strerror(error), name);
}

std::optional<std::string> remove_cgroup(const std::string& name) {
  kill_processes_of(name);
  return remove_folder(name);
}

// The number of a mount may be used again, and the device too, but hardly both at the same place.
std::string mount_identity(const std::string& name) {
  struct statx status{};
  if (statx(AT_FDCWD, name.c_str(), AT_SYMLINK_NOFOLLOW, STATX_MNT_ID, &status) != 0) return "";
  if ((status.stx_attributes & STATX_ATTR_MOUNT_ROOT) == 0) return "";
  return fmt::format("mount:{}:{}:{}", status.stx_mnt_id, status.stx_dev_major, status.stx_dev_minor);
}

std::optional<std::string> remove_mount(const std::string& name) {
  if (umount2(name.c_str(), UMOUNT_NOFOLLOW) == 0) return std::nullopt;
  return fmt::format("{}; `umount {}` removes it, when nothing uses it any more", std::strerror(errno), name);
}

constexpr auto kinds = std::to_array<ThingKindEntry>({
    {ThingKind::zram_device, "zram-device", "zram device", zram_identity, remove_zram},
    {ThingKind::swap_area, "swap-area", "swap area", swap_identity, remove_swap},
    {ThingKind::cgroup, "cgroup", "cgroup", folder_identity, remove_cgroup},
    {ThingKind::trace_instance, "trace-instance", "trace instance", folder_identity, remove_folder},
    {ThingKind::mount, "mount", "mount", mount_identity, remove_mount},
});

}  // namespace

const ThingKindEntry& entry_of(ThingKind kind) {
  const auto& entry = kinds[static_cast<std::size_t>(kind)];
  ZRAMLAB_CHECK(entry.kind == kind, "the table is in the order of the enumeration");
  return entry;
}

const ThingKindEntry* find_thing_kind(std::string_view name) { return find_in(kinds, name); }

}  // namespace zramlab
