#include "bench/capture/memory_cgroup.h"

#include "bench/kernel/attribute_file.h"
#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <sstream>
#include <system_error>
#include <thread>

namespace zramlab {

namespace {

namespace fs = std::filesystem;

// A mount of /proc/self/mountinfo: number, parent, device, root, mount point, options, optional fields, "-", type, source, super options.
struct MountLine {
  std::string mount_root;
  std::string mount_point;
  std::string type;
  std::string super_options;
};

bool read_line(const std::string& text, MountLine& line) {
  const std::size_t separator = text.find(" - ");
  if (separator == std::string::npos) return false;
  std::istringstream front(text.substr(0, separator));
  std::istringstream back(text.substr(separator + 3));
  std::string ignored;
  return (front >> ignored >> ignored >> ignored >> line.mount_root >> line.mount_point) &&
         (back >> line.type >> ignored >> line.super_options);
}

// Whether `word` is one of the words of `list`, which `separator` separates.
bool has_word(std::string_view list, std::string_view word, char separator) {
  std::istringstream words{std::string(list)};
  for (std::string one; std::getline(words, one, separator);) {
    if (one == word) return true;
  }
  return false;
}

// Of /proc/self/cgroup, lines "4:memory:/a/b": the process's own cgroup in the hierarchy of the memory controller.
std::string own_memory_cgroup(std::string_view own_cgroups) {
  std::istringstream lines{std::string(own_cgroups)};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    if (has_word(line.substr(first + 1, second - first - 1), "memory", ',')) return line.substr(second + 1);
  }
  return "/";
}

// `path` as seen below a mount of the hierarchy's part `mount_root`.
fs::path below_mount(const std::string& mount_point, const std::string& mount_root, const std::string& path) {
  const fs::path relative = fs::path(path).lexically_relative(mount_root);
  return relative.empty() || relative.native().starts_with("..") || relative == "." ? fs::path(mount_point) : mount_point / relative;
}

fs::path under(const fs::path& root, const fs::path& path) { return root / path.relative_path(); }

}  // namespace

std::optional<CgroupPlace> find_cgroup_place(std::string_view mountinfo, std::string_view own_cgroups, const fs::path& root) {
  std::istringstream lines{std::string(mountinfo)};
  std::optional<CgroupPlace> unified;
  MountLine mount;
  for (std::string line; std::getline(lines, line);) {
    if (!read_line(line, mount)) continue;
    if (mount.type == "cgroup" && has_word(mount.super_options, "memory", ',')) {
      return CgroupPlace{CgroupVersion::v1,
                         under(root, below_mount(mount.mount_point, mount.mount_root, own_memory_cgroup(own_cgroups)))};
    }
    if (mount.type != "cgroup2") continue;
    const fs::path folder = under(root, mount.mount_point);
    if (has_word(read_attribute(folder / "cgroup.controllers").value_or(""), "memory", ' ')) unified = {CgroupVersion::v2, folder};
  }
  return unified;
}

MemoryCgroup::MemoryCgroup(const CgroupPlace& place, std::uint64_t limit_bytes) : place_(place) {
  Register& own = own_register();
  folder_ = place_.parent / own.mark();
  if (place_.version == CgroupVersion::v2) allow_children();
  claim_ = own.announce(ThingKind::cgroup, folder_);
  if (mkdir(folder_.c_str(), 0755) != 0) {
    const int error = errno;
    claim_.gone();
    throw bad_input(fmt::format("bench capture: cannot make the memory cgroup {}: {}; it needs root, and a hierarchy that may be changed",
                                folder_.string(), std::strerror(error)));
  }
  claim_.made();
  try {
    limit(limit_bytes);
  } catch (const InputError&) {
    rmdir(folder_.c_str());
    claim_.gone();
    throw;
  }
}

MemoryCgroup::~MemoryCgroup() {
  kill_all();
  if (rmdir(folder_.c_str()) == 0) {
    claim_.gone();
  } else {
    fmt::print(stderr, "bench: cannot remove the cgroup {}: {}; the next start will try again\n", folder_.string(), std::strerror(errno));
  }
  if (passed_on_) static_cast<void>(write_attribute(place_.parent / "cgroup.subtree_control", "-memory"));
}

// Children of a version 2 cgroup have a controller only if it passes it on.
void MemoryCgroup::allow_children() const {
  const fs::path file = place_.parent / "cgroup.subtree_control";
  if (has_word(read_attribute(file).value_or(""), "memory", ' ')) return;
  const int error = write_attribute(file, "+memory");
  if (error != 0) {
    throw bad_input(fmt::format("bench capture: {} does not pass the memory controller on to its children, and cannot be made to: {}",
                                place_.parent.string(), std::strerror(error)));
  }
  passed_on_ = true;
}

void MemoryCgroup::limit(std::uint64_t bytes) const {
  set(place_.version == CgroupVersion::v1 ? "memory.limit_in_bytes" : "memory.max", std::to_string(bytes));
}

void MemoryCgroup::set(const std::string& file, const std::string& text) const {
  const int error = write_attribute(folder_ / file, text);
  if (error == 0) return;
  throw bad_input(fmt::format("bench capture: cannot write {} to {}: {}", text, (folder_ / file).string(), std::strerror(error)));
}

std::vector<pid_t> MemoryCgroup::processes() const {
  std::istringstream numbers(read_attribute(processes_file()).value_or(""));
  std::vector<pid_t> found;
  for (pid_t process = 0; numbers >> process;) {
    if (process > 1) found.push_back(process);  // 0: of another namespace
  }
  return found;
}

void MemoryCgroup::kill_all() const {
  constexpr auto patience = std::chrono::seconds(2);
  constexpr auto nap = std::chrono::milliseconds(2);
  const auto end = std::chrono::steady_clock::now() + patience;
  // Again, because what is being killed may still fork.
  for (std::vector<pid_t> left = processes(); !left.empty() && std::chrono::steady_clock::now() < end; left = processes()) {
    for (const pid_t process : left) kill(process, SIGKILL);
    std::this_thread::sleep_for(nap);
  }
}

std::uint64_t MemoryCgroup::killed_for_memory() const {
  const std::string file = place_.version == CgroupVersion::v1 ? "memory.oom_control" : "memory.events";
  std::istringstream lines(read_attribute(folder_ / file).value_or(""));
  std::string name;
  for (std::uint64_t count = 0; lines >> name >> count;) {
    if (name == "oom_kill") return count;
  }
  return 0;
}

}  // namespace zramlab
