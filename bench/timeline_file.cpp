#include "bench/timeline_file.h"

#include "engine/base/input_error.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>
#include <vector>

namespace zramlab {

namespace {

// A "process" of the viewer for each kind of track.
constexpr int cpus_process = 1;
constexpr int streams_process = 2;
constexpr int threads_process = 3;

// Millions of events: their text is compiled formats of whole numbers, and goes to the file piece by piece.
class TimelineWriter {
 public:
  TimelineWriter(std::ofstream& stream, std::string_view title) : stream_(stream) {
    append(FMT_COMPILE(R"({{"displayTimeUnit":"ns","otherData":{{"title":"{}"}},"traceEvents":[)"), title);
  }

  void name_process(int process, std::string_view name) {
    event(FMT_COMPILE(R"("ph":"M","name":"process_name","pid":{},"tid":0,"args":{{"name":"{}"}})"), process, name);
    event(FMT_COMPILE(R"("ph":"M","name":"process_sort_index","pid":{},"tid":0,"args":{{"sort_index":{}}})"), process, process);
  }
  void name_track(int process, std::uint32_t track, std::string_view name) {
    event(FMT_COMPILE(R"("ph":"M","name":"thread_name","pid":{},"tid":{},"args":{{"name":"{}"}})"), process, track, name);
  }
  void slice(int process, std::uint32_t track, std::string_view name, const TimelineRecord& record) {
    const Microseconds begin(record.begin);
    const Microseconds length(record.end - record.begin);
    event(FMT_COMPILE(R"("ph":"X","name":"{}","pid":{},"tid":{},"ts":{}.{:06},"dur":{}.{:06},"args":{{"thread":{}}})"), name, process, track,
          begin.whole, begin.millionths, length.whole, length.millionths, record.thread);
  }
  void arrow(const TimelineRecord& record, std::size_t number) {
    const Microseconds begin(record.begin);
    const Microseconds end(record.end);
    event(FMT_COMPILE(R"("ph":"s","cat":"wake","name":"wake-up","id":{},"pid":{},"tid":{},"ts":{}.{:06})"), number, cpus_process, record.cpu,
          begin.whole, begin.millionths);
    event(FMT_COMPILE(R"("ph":"f","bp":"e","cat":"wake","name":"wake-up","id":{},"pid":{},"tid":{},"ts":{}.{:06})"), number, cpus_process,
          record.argument, end.whole, end.millionths);
  }
  void finish() {
    append(FMT_COMPILE("\n]}}\n"));
    flush();
  }

 private:
  struct Microseconds {
    explicit Microseconds(Ticks ticks) : whole(ticks / ps_per_us), millionths(ticks % ps_per_us) {}
    static constexpr std::uint64_t ps_per_us = 1000 * ps_per_ns;
    std::uint64_t whole;
    std::uint64_t millionths;
  };
  static constexpr std::size_t piece_bytes = std::size_t{256} << 10;

  template <class Format, class... Arguments>
  void append(const Format& format, const Arguments&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, arguments...);
  }
  template <class Format, class... Arguments>
  void event(const Format& format, const Arguments&... arguments) {
    text_.append(std::string_view(is_first_ ? "\n{" : ",\n{"));
    is_first_ = false;
    append(format, arguments...);
    text_.push_back('}');
    if (text_.size() >= piece_bytes) flush();
  }
  void flush() {
    stream_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
    text_.clear();
  }

  std::ofstream& stream_;
  fmt::memory_buffer text_;
  bool is_first_ = true;
};

}  // namespace

void write_timeline(const std::string& file, const Timeline& timeline, const MachineProfile& machine, const Cell& cell) {
  std::ofstream output(file, std::ios::trunc);
  const auto expect_good = [&] {
    if (!output) throw InputError(ExitCode::failed, fmt::format("--timeline: cannot write {}: {}", file, std::strerror(errno)));
  };
  expect_good();
  TimelineWriter writer(output, fmt::format("zramlab: {}, {}, {} threads on {}", cell.strategy, cell.codec, cell.threads, machine.name));
  writer.name_process(cpus_process, fmt::format("CPUs of {}", machine.name));
  writer.name_process(streams_process, "streams");
  writer.name_process(threads_process, "threads that sleep");
  std::set<std::uint32_t> streams;
  std::vector<bool> has_cpu(std::numeric_limits<decltype(TimelineRecord::cpu)>::max() + std::size_t{1});
  std::size_t arrows = 0;
  for (const TimelineRecord& record : timeline.records()) {
    switch (record.kind) {
      case TimelineKind::stream_use:
        if (record.argument == 0) break;
        streams.insert(record.argument);
        writer.slice(streams_process, record.argument, fmt::format("thread {}", record.thread), record);
        break;
      case TimelineKind::wake_up: writer.arrow(record, ++arrows); break;
      case TimelineKind::sleep: writer.slice(threads_process, record.thread, to_string(record.kind), record); break;
      default:
        has_cpu[record.cpu] = true;
        writer.slice(cpus_process, record.cpu, to_string(record.kind), record);
    }
  }
  for (std::uint32_t cpu = 0; cpu < has_cpu.size(); ++cpu) {
    if (has_cpu[cpu]) writer.name_track(cpus_process, cpu, fmt::format("CPU {}", cpu));
  }
  for (const std::uint32_t stream : streams) writer.name_track(streams_process, stream, fmt::format("stream {}", stream));
  if (timeline.dropped() != 0) {
    fmt::print(stderr, "bench: --timeline: the first {} records are in {}; {} later ones are not\n", timeline.records().size(),
               file, timeline.dropped());
  }
  writer.finish();
  output.flush();
  expect_good();
}

}  // namespace zramlab
