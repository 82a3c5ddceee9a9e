#include "bench/timeline_file.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>

namespace zramlab {

namespace {

// A "process" of the viewer for each kind of track.
constexpr int cpus_process = 1;
constexpr int streams_process = 2;
constexpr int threads_process = 3;

class TimelineWriter {
 public:
  explicit TimelineWriter(std::string title) { text_ = "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"title\":\"" + title + "\"},\"traceEvents\":[\n"; }

  void name_process(int process, std::string_view name) {
    event(R"("ph":"M","name":"process_name","pid":{},"tid":0,"args":{{"name":"{}"}})", process, name);
    event(R"("ph":"M","name":"process_sort_index","pid":{},"tid":0,"args":{{"sort_index":{}}})", process, process);
  }
  void name_track(int process, std::uint32_t track, std::string_view name) {
    event(R"("ph":"M","name":"thread_name","pid":{},"tid":{},"args":{{"name":"{}"}})", process, track, name);
  }
  void slice(int process, std::uint32_t track, std::string_view name, const TimelineRecord& record) {
    event(R"("ph":"X","name":"{}","pid":{},"tid":{},"ts":{:.6f},"dur":{:.6f},"args":{{"thread":{}}})", name, process, track,
          microseconds(record.begin), microseconds(record.end - record.begin), record.thread);
  }
  void arrow(const TimelineRecord& record, std::size_t number) {
    event(R"("ph":"s","cat":"wake","name":"wake-up","id":{},"pid":{},"tid":{},"ts":{:.6f})", number, cpus_process, record.cpu,
          microseconds(record.begin));
    event(R"("ph":"f","bp":"e","cat":"wake","name":"wake-up","id":{},"pid":{},"tid":{},"ts":{:.6f})", number, cpus_process,
          record.argument, microseconds(record.end));
  }
  std::string finish() && { return std::move(text_) + "\n]}\n"; }

 private:
  static double microseconds(Ticks ticks) { return static_cast<double>(ticks) / (1000.0 * static_cast<double>(ps_per_ns)); }

  template <class... Arguments>
  void event(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    if (!is_first_) text_ += ",\n";
    is_first_ = false;
    text_ += '{';
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
    text_ += '}';
  }

  std::string text_;
  bool is_first_ = true;
};

}  // namespace

void write_timeline(const std::string& file, const Timeline& timeline, const MachineProfile& machine, const Cell& cell) {
  TimelineWriter writer(fmt::format("zramlab: {}, {}, {} threads on {}", cell.strategy, cell.codec, cell.threads, machine.name));
  writer.name_process(cpus_process, fmt::format("CPUs of {}", machine.name));
  writer.name_process(streams_process, "streams");
  writer.name_process(threads_process, "threads that sleep");
  std::set<std::uint32_t> streams;
  std::set<std::uint32_t> cpus;
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
        cpus.insert(record.cpu);
        writer.slice(cpus_process, record.cpu, to_string(record.kind), record);
    }
  }
  for (const std::uint32_t cpu : cpus) writer.name_track(cpus_process, cpu, fmt::format("CPU {}", cpu));
  for (const std::uint32_t stream : streams) writer.name_track(streams_process, stream, fmt::format("stream {}", stream));
  if (timeline.dropped() != 0) {
    fmt::print(stderr, "bench: --timeline: the first {} records are in {}; {} later ones are not\n", timeline.records().size(),
               file, timeline.dropped());
  }
  std::ofstream stream(file, std::ios::trunc);
  stream << std::move(writer).finish() << std::flush;
  if (!stream) throw InputError(ExitCode::failed, fmt::format("--timeline: cannot write {}: {}", file, std::strerror(errno)));
}

}  // namespace zramlab
