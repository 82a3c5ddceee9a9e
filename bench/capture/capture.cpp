#include "bench/capture/capture.h"

#include "bench/capture/file_sink.h"
#include "bench/capture/memory_cgroup.h"
#include "bench/capture/session.h"
#include "bench/capture/swap_area.h"
#include "bench/interrupt.h"
#include "bench/kernel/attribute_file.h"
#include "bench/kernel/kernel_version.h"
#include "bench/kernel/leftovers.h"
#include "bench/kernel/zram_device.h"
#include "engine/base/units.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/mman.h>

#include <algorithm>
#include <ranges>
#include <thread>

namespace zramlab {

namespace {

namespace fs = std::filesystem;

// What a program has to end by itself, from SIGTERM to SIGKILL.
constexpr std::uint64_t grace_ns = 2'000'000'000;

void expect(const std::optional<std::string>& missing) {
  if (missing) throw bad_input(*missing);
}

std::string size_text(std::uint64_t bytes) { return format_bytes(static_cast<double>(bytes)); }

TraceMetadata about_any(const CaptureRequest& request) {
  TraceMetadata about = request.about;
  if (about.kernel.empty()) about.kernel = "Linux " + running_kernel().name();
  if (about.recorded_by.empty()) {
    about.recorded_by = fmt::format("{}: block_bio_queue and block_bio_complete by tracefs (mono clock){}", request.recorder,
                                    request.contents == CaptureContents::none ? "" : ", each written page read back with O_DIRECT");
  }
  about.notes.emplace_back(
      "Block events do not show when the kernel frees a swap slot: a slot stays occupied until it is written or discarded, so the memory "
      "in use is an upper bound.");
  return about;
}

TraceMetadata about_program(const CaptureRequest& request, const ZramDevice& device, CgroupVersion version) {
  TraceMetadata about = about_any(request);
  if (about.program.empty()) about.program = fmt::format("{}", fmt::join(request.command, " "));
  if (about.provenance.empty()) {
    about.provenance = fmt::format("in a memory cgroup of {} (version {}), {} CPUs, 4 KiB pages; the contents are that program's memory",
                                   size_text(request.memory_bytes), version == CgroupVersion::v1 ? 1 : 2,
                                   std::thread::hardware_concurrency());
  }
  if (about.device.empty()) {
    about.device = fmt::format("zram, a swap device of {} of its own, {}", size_text(device.slot_count() * page_bytes), device.algorithm());
  }
  return about;
}

// Our own pages must not be swapped to the device that we record. Without the right to it they may be; that is no reason to stop.
void stay_in_memory() { static_cast<void>(mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)); }

std::uint64_t used_bytes_of(const fs::path& device) {
  for (const SwapLine& swap : swaps()) {
    if (swap.device == device) return swap.used_kib << 10;
  }
  return 0;
}

// How full the swap device was at most.
class Fullness {
 public:
  explicit Fullness(const ZramDevice& device) : path_(device.device_path()), bytes_(device.slot_count() * page_bytes) {}
  void look() { used_max_ = std::max(used_max_, used_bytes_of(path_)); }
  // A program that is killed frees its slots before anybody looks: that its last slots were reached tells too.
  [[nodiscard]] bool was_full(std::uint64_t slots_end) const {
    const std::uint64_t nearly_all = bytes_ / 10 * 9;
    return used_max_ >= nearly_all || slots_end * page_bytes >= nearly_all;
  }

 private:
  fs::path path_;
  std::uint64_t bytes_;
  std::uint64_t used_max_ = 0;
};

std::vector<std::string> complaints_about(const ProgramEnd& end, bool was_stopped, std::uint64_t killed_for_memory, bool was_full,
                                          const CaptureRequest& request) {
  std::vector<std::string> complaints;
  if (was_full && killed_for_memory != 0) {
    complaints.push_back(fmt::format("the swap device was full, or nearly so: give a larger --swap-size than {}", size_text(request.swap_bytes)));
  }
  if (killed_for_memory != 0) {
    complaints.push_back(fmt::format("the kernel killed {} process(es) of {} because memory was short; give more --memory than {}",
                                     killed_for_memory, request.command.front(), size_text(request.memory_bytes)));
  }
  if (!was_stopped && !end.is_good()) complaints.push_back(fmt::format("{} {}", request.command.front(), end.text()));
  return complaints;
}

// Follows the program to its end, or ends it. What of the cgroup outlives its first process goes with it.
ProgramEnd follow_program(CaptureSession& session, Program& program, const MemoryCgroup& cgroup, Fullness& fullness, bool& was_stopped) {
  session.follow_until(
      [&] {
        fullness.look();
        return program.end().has_value();
      },
      program.descriptor());
  was_stopped = !program.end();
  if (was_stopped) {
    program.ask_to_end();
    session.follow_for(grace_ns, [&] { return program.end().has_value(); });
  }
  fullness.look();
  cgroup.kill_all();
  session.follow_for(grace_ns, [&] { return program.end().has_value(); });
  return program.end().value_or(ProgramEnd{0, 9});
}

CaptureResult capture_program(const CaptureRequest& request) {
  const std::optional<CgroupPlace> place =
      find_cgroup_place(read_attribute("/proc/self/mountinfo").value_or(""), read_attribute("/proc/self/cgroup").value_or(""));
  if (!place) throw bad_input("bench capture: no mounted cgroup hierarchy has the memory controller; mount one, as systemd does");
  const TracefsMount tracefs;
  ZramDevice device({.algorithm = request.codec, .parameters = {}, .disksize_bytes = request.swap_bytes, .mem_limit_bytes = 0});
  const SwapArea swap(device);
  const MemoryCgroup cgroup(*place, request.memory_bytes);
  CaptureSession session(request, tracefs, device.device_path(), about_program(request, device, place->version));
  Program program(request.command, cgroup);
  Fullness fullness(device);
  bool was_stopped = false;
  const ProgramEnd end = follow_program(session, program, cgroup, fullness, was_stopped);
  const std::vector<std::string> complaints =
      complaints_about(end, was_stopped, cgroup.killed_for_memory(), fullness.was_full(session.slots_end()), request);
  CaptureResult result = session.finish(complaints);
  result.complaints = complaints;
  return result;
}

CaptureResult capture_device(const CaptureRequest& request) {
  const std::vector<SwapLine> all = swaps();
  const auto found = std::ranges::find(all, request.device.string(), &SwapLine::device);
  if (found == all.end()) {
    throw bad_input(fmt::format("--device {}: no swap is on it; /proc/swaps lists what is: {}", request.device.string(),
                                all.empty() ? "nothing" : fmt::format("{}", fmt::join(all | std::views::transform(&SwapLine::device), ", "))));
  }
  const TracefsMount tracefs;
  TraceMetadata about = about_any(request);
  if (about.device.empty()) about.device = fmt::format("{}, {} of swap", found->device, size_text(found->size_kib << 10));
  if (about.provenance.empty()) about.provenance = "the swap traffic of a running system; the contents are its programs' memory";
  about.notes.emplace_back("Recording began while the device was in use: slots may hold pages from before.");
  CaptureSession session(request, tracefs, request.device, about);
  session.follow_until([] { return false; }, -1);
  return session.finish({});
}

}  // namespace

CaptureResult capture(const CaptureRequest& request) {
  expect(missing_for_tracing());
  if (request.device.empty()) expect(missing_for_zram());
  expect_no_partial(request.output);
  offer_clean_up();
  catch_interrupts();
  stay_in_memory();
  return request.device.empty() ? capture_program(request) : capture_device(request);
}

}  // namespace zramlab
