#include "bench/kernel/zram_device.h"

#include "bench/kernel/attribute_file.h"
#include "bench/kernel/zram_control.h"
#include "bench/kernel/zram_statistics.h"
#include "engine/base/check.h"
#include "engine/base/input_error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <sstream>

namespace zramlab {

namespace {

namespace fs = std::filesystem;

off_t offset_of(SlotIndex slot) { return static_cast<off_t>(slot) * static_cast<off_t>(page_bytes); }

// What a transfer of a whole page came to. zram tells want of memory by EIO, as any other failure.
Outcome outcome_of(ssize_t bytes, Outcome failure) {
  if (bytes == static_cast<ssize_t>(page_bytes)) return Outcome::ok;
  const bool is_outside = bytes >= 0 || errno == ENOSPC || errno == EINVAL;
  return is_outside ? Outcome::out_of_range : failure;
}

template <class Transfer>
ssize_t uninterrupted(Transfer transfer) {
  ssize_t bytes = 0;
  do {
    bytes = transfer();
  } while (bytes < 0 && errno == EINTR);
  return bytes;
}

std::string no_such_algorithm(const std::string& algorithm, const std::vector<std::string>& there_are) {
  return fmt::format("zram: this kernel's zram has no {} (it has {}); take one of these, or a kernel built with that backend (CONFIG_ZRAM_BACKEND_*), "
                     "or, before 6.12, with that algorithm in its crypto API",
                     algorithm, fmt::join(there_are, ", "));
}

}  // namespace

std::optional<std::string> missing_for_zram() {
  const fs::path hot_add = zram_control_folder / "hot_add";
  const fs::path hot_remove = zram_control_folder / "hot_remove";
  if (faccessat(AT_FDCWD, hot_add.c_str(), F_OK, AT_EACCESS) != 0) {
    return fmt::format("zram: this kernel has none loaded (there is no {}): run `modprobe zram num_devices=0`, or a kernel with CONFIG_ZRAM",
                       zram_control_folder.string());
  }
  if (geteuid() != 0) return "zram: only root may add a device: run this with sudo";
  if (faccessat(AT_FDCWD, hot_add.c_str(), R_OK, AT_EACCESS) != 0 || faccessat(AT_FDCWD, hot_remove.c_str(), W_OK, AT_EACCESS) != 0) {
    return fmt::format("zram: {} cannot be used ({}): run this outside of the container, or in a privileged one", zram_control_folder.string(),
                       std::strerror(errno));
  }
  return std::nullopt;
}

std::optional<std::string> missing_for_zram(const std::string& algorithm) {
  if (auto missing = missing_for_zram()) return missing;
  const std::vector<std::string> algorithms = ZramDevice().algorithms();
  if (std::find(algorithms.begin(), algorithms.end(), algorithm) != algorithms.end()) return std::nullopt;
  return no_such_algorithm(algorithm, algorithms);
}

ZramDevice::ZramDevice() {
  if (const auto missing = missing_for_zram()) throw bad_input(*missing);
  claim_ = own_register().announce(ThingKind::zram_device);
  hot_add_zram(claim_);
  name_ = claim_.name();
}

ZramDevice::ZramDevice(const ZramOptions& options) : ZramDevice() { set_up(options); }

ZramDevice::~ZramDevice() {
  close();
  if (const auto failure = remove_zram(name_)) {
    fmt::print(stderr, "zram: {} could not be removed: {}\n", name_, *failure);
  } else {
    claim_.gone();
  }
}

void ZramDevice::set_up(const ZramOptions& options) {
  options_ = options;
  options_.disksize_bytes = (options.disksize_bytes + page_bytes - 1) / page_bytes * page_bytes;
  if (!options.algorithm.empty()) choose_algorithm(options);
  set_attribute("disksize", fmt::format("{}", options_.disksize_bytes), "a smaller --disksize may do");
  if (options.mem_limit_bytes != 0) set_attribute("mem_limit", fmt::format("{}", options.mem_limit_bytes), "is --mem-limit in bytes?");
  open();
}

void ZramDevice::choose_algorithm(const ZramOptions& options) const {
  if (write_attribute(sysfs_path() / "comp_algorithm", options.algorithm) != 0) {
    throw bad_input(no_such_algorithm(options.algorithm, algorithms()));
  }
  if (options.parameters.empty()) return;
  set_attribute("algorithm_params", fmt::format("algo={} {}", options.algorithm, options.parameters),
                "parameters need Linux 6.12; leave them out, and the kernel's defaults are taken");
}

void ZramDevice::reset() {
  close();
  const int error = retry_while_busy([&] { return write_attribute(sysfs_path() / "reset", "1"); });
  if (error != 0) throw bad_input(fmt::format("zram: {} cannot be reset: {}; is it mounted, or swap?", name_, std::strerror(error)));
}

void ZramDevice::renew() {
  const ZramOptions options = options_;
  reset();
  set_up(options);
}

Outcome ZramDevice::write(SlotIndex slot, PageView page) const {
  ZRAMLAB_CHECK(is_page_aligned(page), "zram reads from the start of the page that memory lies in");
  return outcome_of(uninterrupted([&] { return pwrite(descriptor_, page.data(), page.size(), offset_of(slot)); }), Outcome::no_memory);
}

Outcome ZramDevice::read(SlotIndex slot, PageSpan page) const {
  ZRAMLAB_CHECK(is_page_aligned(page), "zram writes to the start of the page that memory lies in");
  return outcome_of(uninterrupted([&] { return pread(descriptor_, page.data(), page.size(), offset_of(slot)); }), Outcome::backend_failed);
}

Outcome ZramDevice::write_partial(SlotIndex slot, std::size_t offset, ByteView bytes) const {
  alignas(page_bytes) std::array<std::byte, page_bytes> page;
  if (offset > page_bytes || bytes.size() > page_bytes - offset) return Outcome::out_of_range;
  if (const Outcome outcome = read(slot, page); outcome != Outcome::ok) return outcome;
  std::copy(bytes.begin(), bytes.end(), page.begin() + static_cast<std::ptrdiff_t>(offset));
  return write(slot, page);
}

Outcome ZramDevice::discard(SlotIndex first, std::uint64_t count) const {
  std::array<std::uint64_t, 2> range{static_cast<std::uint64_t>(offset_of(first)), count * page_bytes};
  const ssize_t result = uninterrupted([&] { return ioctl(descriptor_, BLKDISCARD, range.data()); });
  return result == 0 ? Outcome::ok : errno == EINVAL ? Outcome::out_of_range : Outcome::not_supported;
}

void ZramDevice::compact() const { set_attribute("compact", "1", "compaction needs Linux 4.1"); }

MmStat ZramDevice::mm_stat() const { return parse_mm_stat(attribute("mm_stat")); }
IoStat ZramDevice::io_stat() const { return parse_io_stat(attribute("io_stat")); }
DebugStat ZramDevice::debug_stat() const { return parse_debug_stat(attribute("debug_stat")); }

// "lzo [lz4] zstd": the one that is chosen stands in brackets.
std::vector<std::string> ZramDevice::algorithms() const {
  std::istringstream words(attribute("comp_algorithm"));
  std::vector<std::string> names;
  for (std::string word; words >> word;) {
    names.push_back(word.front() == '[' ? word.substr(1, word.size() - 2) : word);
  }
  return names;
}

std::string ZramDevice::algorithm() const {
  const std::string text = attribute("comp_algorithm");
  const std::size_t start = text.find('[') + 1;
  return text.substr(start, text.find(']', start) - start);
}

fs::path ZramDevice::device_path() const { return fs::path("/dev") / name_; }
fs::path ZramDevice::sysfs_path() const { return fs::path("/sys/block") / name_; }

void ZramDevice::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

// Exclusive: nobody can mount it or make it swap meanwhile, and a discard need not claim it each time.
void ZramDevice::open(bool exclusive) {
  int error = retry_while_busy([&] {
    descriptor_ = ::open(device_path().c_str(), O_RDWR | O_DIRECT | O_CLOEXEC | (exclusive ? O_EXCL : 0));
    return descriptor_ >= 0 ? 0 : errno;
  });
  if (error == 0) return;
  throw bad_input(fmt::format("zram: {} cannot be opened: {}; it takes a /dev that shows new devices (devtmpfs), and the right to use them",
                              device_path().string(), std::strerror(error)));
}

std::string ZramDevice::attribute(std::string_view name) const {
  if (auto text = read_attribute(sysfs_path() / name)) return *std::move(text);
  throw bad_input(fmt::format("zram: {} cannot be read: {}; was the device removed by somebody else?", (sysfs_path() / name).string(),
                              std::strerror(errno)));
}

void ZramDevice::set_attribute(std::string_view name, const std::string& value, std::string_view what_to_do) const {
  const int error = write_attribute(sysfs_path() / name, value);
  if (error == 0) return;
  throw bad_input(fmt::format("zram: {} does not take '{}': {}; {}", (sysfs_path() / name).string(), value, std::strerror(error), what_to_do));
}

}  // namespace zramlab
