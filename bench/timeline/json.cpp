#include "bench/timeline/json.h"

#include "engine/platform/virtual/machine_costs.h"

#include <fmt/compile.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

namespace zramlab {

namespace {

// As a JSON string: names of machines and codecs come from files and command lines.
std::string quoted(std::string_view text) {
  using nlohmann::json;
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

// Millions of events: their text is compiled formats of whole numbers, and goes to the file piece by piece.
class JsonTimeline final : public TimelineFormat {
 public:
  JsonTimeline(std::ostream& stream, std::string_view title, std::string_view machine) : stream_(stream) {
    append(FMT_COMPILE(R"({{"displayTimeUnit":"ns","otherData":{{"title":{}}},"traceEvents":[)"), quoted(title));
    for (const TrackKind kind : track_kinds) name_process(kind, process_name(kind, machine));
  }

  void take(std::span<const TimelineRecord> records) override { show(records, *this); }
  void finish() override {
    append(FMT_COMPILE("\n]}}\n"));
    flush();
  }

  void slice(const Track& track, const TimelineRecord& record) {
    if (is_new(track)) [[unlikely]] name_track(track);
    const Microseconds begin(record.begin);
    const Microseconds length(record.end - record.begin);
    const std::string_view name = to_string(record.kind);
    if (track.kind == TrackKind::streams) {
      event(FMT_COMPILE(R"("ph":"X","name":"thread {}","pid":{},"tid":{},"ts":{}.{:06},"dur":{}.{:06},"args":{{"thread":{}}})"), record.thread,
            process(track.kind), track.number, begin.whole, begin.millionths, length.whole, length.millionths, record.thread);
    } else {
      event(FMT_COMPILE(R"("ph":"X","name":"{}","pid":{},"tid":{},"ts":{}.{:06},"dur":{}.{:06},"args":{{"thread":{}}})"), name,
            process(track.kind), track.number, begin.whole, begin.millionths, length.whole, length.millionths, record.thread);
    }
  }
  void arrow(const TimelineRecord& record) {
    const Microseconds begin(record.begin);
    const Microseconds end(record.end);
    ++arrows_;
    event(FMT_COMPILE(R"("ph":"s","cat":"wake","name":"wake-up","id":{},"pid":{},"tid":{},"ts":{}.{:06})"), arrows_, process(TrackKind::cpus),
          record.cpu, begin.whole, begin.millionths);
    event(FMT_COMPILE(R"("ph":"f","bp":"e","cat":"wake","name":"wake-up","id":{},"pid":{},"tid":{},"ts":{}.{:06})"), arrows_,
          process(TrackKind::cpus), record.argument, end.whole, end.millionths);
  }

 private:
  struct Microseconds {
    explicit Microseconds(Ticks ticks) : whole(ticks / ps_per_us), millionths(ticks % ps_per_us) {}
    static constexpr std::uint64_t ps_per_us = 1000 * ps_per_ns;
    std::uint64_t whole;
    std::uint64_t millionths;
  };
  static constexpr std::size_t piece_bytes = std::size_t{256} << 10;

  static int process(TrackKind kind) { return static_cast<int>(kind); }

  bool is_new(const Track& track) {
    std::vector<bool>& named = named_[static_cast<std::size_t>(track.kind) - 1];
    if (track.number < named.size() && named[track.number]) [[likely]] return false;
    if (track.number >= named.size()) named.resize(track.number + std::size_t{1});
    named[track.number] = true;
    return true;
  }
  void name_process(TrackKind kind, std::string_view name) {
    event(FMT_COMPILE(R"("ph":"M","name":"process_name","pid":{},"tid":0,"args":{{"name":{}}})"), process(kind), quoted(name));
    event(FMT_COMPILE(R"("ph":"M","name":"process_sort_index","pid":{},"tid":0,"args":{{"sort_index":{}}})"), process(kind), process(kind));
  }
  void name_track(const Track& track) {
    event(FMT_COMPILE(R"("ph":"M","name":"thread_name","pid":{},"tid":{},"args":{{"name":"{}"}})"), process(track.kind), track.number,
          to_string(track));
  }
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

  std::ostream& stream_;
  fmt::memory_buffer text_;
  std::array<std::vector<bool>, track_kinds.size()> named_;  // by number
  std::size_t arrows_ = 0;
  bool is_first_ = true;
};

}  // namespace

std::unique_ptr<TimelineFormat> json_timeline(std::ostream& stream, std::string_view title, std::string_view machine) {
  return std::make_unique<JsonTimeline>(stream, title, machine);
}

}  // namespace zramlab
