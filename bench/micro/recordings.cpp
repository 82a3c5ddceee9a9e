#include "bench/micro/recordings.h"

#include "engine/base/random.h"
#include "traces/importers/blktrace_record.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <array>
#include <fstream>
#include <iterator>

namespace zramlab {
namespace {

constexpr std::uint32_t slot_count = 100'000;
constexpr std::uint32_t first_pid = 20'711;

template <class Format, class... Arguments>
void print(std::string& bytes, const Format& format, const Arguments&... arguments) {
  fmt::format_to(std::back_inserter(bytes), format, arguments...);
}

std::uint64_t seconds_of(const MadeUpRequest& request) { return 1280 + request.number / 1'000'000; }
std::uint64_t microseconds_of(const MadeUpRequest& request) { return request.number % 1'000'000; }

void append_ftrace(std::string& bytes, const MadeUpRequest& request) {
  print(bytes, FMT_COMPILE("         cc1plus-{:<7} [{:03}] .....  {}.{:06}: block_bio_queue: 253,1 {} {} + 8 [cc1plus]\n"),
        first_pid + request.thread, request.thread, seconds_of(request), microseconds_of(request),
        request.is_write ? "WS" : "RS", request.slot * 8);
}

void append_systrace(std::string& bytes, const MadeUpRequest& request) {
  print(bytes,
        FMT_COMPILE("         cc1plus-{:<7} (  20711) [{:03}] .....  {}.{:06}: block_bio_queue: dev=64769 sector={} "
                    "nr_sector=8 rwbs={} comm=cc1plus\n"),
        first_pid + request.thread, request.thread, seconds_of(request), microseconds_of(request), request.slot * 8,
        request.is_write ? "WS" : "RS");
}

void append_perf(std::string& bytes, const MadeUpRequest& request) {
  print(bytes, FMT_COMPILE("         cc1plus {:>6} [{:03}]  {}.{:06}:  block:block_bio_queue: 253,1 {} {} + 8 [cc1plus]\n"),
        first_pid + request.thread, request.thread, seconds_of(request), microseconds_of(request),
        request.is_write ? "WS" : "RS", request.slot * 8);
}

void append_blkparse(std::string& bytes, const MadeUpRequest& request) {
  print(bytes, FMT_COMPILE("253,1   {:2} {:8} {:5}.{:06}000 {:5}  Q  {} {} + 8 [cc1plus]\n"), request.thread,
        request.number, seconds_of(request), microseconds_of(request), first_pid + request.thread,
        request.is_write ? "WS" : "RS", request.slot * 8);
}

void append_iolog_2(std::string& bytes, const MadeUpRequest& request) {
  print(bytes, FMT_COMPILE("/dev/zram0 {} {} 4096\n"), request.is_write ? "write" : "read", request.slot * 4096);
}

void append_iolog_3(std::string& bytes, const MadeUpRequest& request) {
  print(bytes, FMT_COMPILE("{} /dev/zram0 {} {} 4096\n"), request.number, request.is_write ? "write" : "read",
        request.slot * 4096);
}

void append_msr(std::string& bytes, const MadeUpRequest& request) {
  print(bytes, FMT_COMPILE("{},hm,0,{},{},4096,413\n"), 128'166'372'003'061'629 + request.number * 10,
        request.is_write ? "Write" : "Read", request.slot * 4096);
}

void append_csv(std::string& bytes, const MadeUpRequest& request) {
  print(bytes, FMT_COMPILE("{},{},{},{},cc1plus,{},0,0,,0\n"), request.number * 1000, request.is_write ? "write" : "read",
        request.slot, first_pid + request.thread, request.thread);
}

// What blktrace records of a device that takes bios as they are, as zram does: each is queued, and completed.
void append_blktrace(std::string& bytes, const MadeUpRequest& request) {
  BlktraceRecord record = {
      .magic = blktrace_magic | blktrace_version,
      .sequence = 0,
      .time_ns = request.number * 1000,
      .sector = request.slot * 8,
      .bytes = 4096,
      .action = static_cast<std::uint32_t>(BlktraceAction::queue) |
                (request.is_write ? blktrace_category::write : blktrace_category::read),
      .pid = first_pid + request.thread,
      .device = 253U << 20 | 1,
      .cpu = request.thread,
  };
  bytes.append(reinterpret_cast<const char*>(&record), sizeof record);
  record.time_ns += 500;
  record.action += static_cast<std::uint32_t>(BlktraceAction::complete) - static_cast<std::uint32_t>(BlktraceAction::queue);
  bytes.append(reinterpret_cast<const char*>(&record), sizeof record);
}

constexpr std::array recording_table = {
    Recording{"ftrace", "# tracer: nop\n", append_ftrace},
    Recording{"systrace", "# tracer: nop\n", append_systrace},
    Recording{"perf", "", append_perf},
    Recording{"blkparse", "", append_blkparse},
    Recording{"iolog", "fio version 3 iolog\n0 /dev/zram0 add\n0 /dev/zram0 open\n", append_iolog_3},
    Recording{"iolog-2", "fio version 2 iolog\n/dev/zram0 add\n/dev/zram0 open\n", append_iolog_2},
    Recording{"msr", "", append_msr},
    Recording{"csv", "time_ns,operation,slot,thread,name,cpu,offset,length,content,stand_in\n", append_csv},
    Recording{"blktrace", "", append_blktrace, 2},
};

template <class Visit>
void make_up(std::uint64_t requests, Visit&& visit) {
  Random random(2);
  for (std::uint64_t i = 0; i < requests; ++i) {
    const std::uint32_t thread = random.below(4);
    const bool is_write = random.chance(0.8);
    visit(MadeUpRequest{i, thread, random.below(slot_count), is_write});
  }
}

// Writes what waits once it is a good deal, or all of it.
void flush(std::ofstream& file, std::string& bytes, std::size_t least) {
  if (bytes.size() < least) return;
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.clear();
}

constexpr std::size_t flush_bytes = std::size_t{1} << 20;

}  // namespace

std::span<const Recording> recordings() { return recording_table; }

void write_recording(const Recording& recording, std::uint64_t requests, const std::filesystem::path& file) {
  std::ofstream output(file, std::ios::binary);
  std::string bytes(recording.first_line);
  make_up(requests, [&](const MadeUpRequest& request) {
    recording.append(bytes, request);
    flush(output, bytes, flush_bytes);
  });
  flush(output, bytes, 0);
}

std::filesystem::path write_blktrace_files(std::uint64_t requests, const std::filesystem::path& file) {
  const auto name = [&](std::size_t cpu) { return file.string() + ".blktrace." + std::to_string(cpu); };
  std::array<std::ofstream, 4> outputs;
  std::array<std::string, 4> bytes;
  for (std::size_t i = 0; i < outputs.size(); ++i) outputs[i].open(name(i), std::ios::binary);
  make_up(requests, [&](const MadeUpRequest& request) {
    append_blktrace(bytes[request.thread], request);
    flush(outputs[request.thread], bytes[request.thread], flush_bytes);
  });
  for (std::size_t i = 0; i < outputs.size(); ++i) flush(outputs[i], bytes[i], 0);
  return name(0);
}

}  // namespace zramlab
