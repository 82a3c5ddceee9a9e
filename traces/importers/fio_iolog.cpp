#include "traces/importers/fio_iolog.h"

#include "engine/base/input_error.h"
#include "traces/import.h"
#include "traces/importers/cursor.h"
#include "traces/importers/line_reader.h"
#include "traces/importers/request_recorder.h"

#include <fmt/format.h>

#include <array>
#include <limits>

namespace zramlab {
namespace {

constexpr std::string_view first_words = "fio version ";
constexpr std::uint64_t time_max_ns = std::numeric_limits<std::uint64_t>::max() / 2;

struct Action {
  std::string_view name;
  std::optional<Operation> operation;  // none: moves no data
  bool is_request;                     // false: of the file as a whole
};

constexpr std::array<Action, 9> actions{{
    {"write", Operation::write, true},
    {"read", Operation::read, true},
    {"trim", Operation::discard, true},
    {"sync", std::nullopt, true},
    {"datasync", std::nullopt, true},
    {"sync_file_range", std::nullopt, true},
    {"add", std::nullopt, false},
    {"open", std::nullopt, false},
    {"close", std::nullopt, false},
}};

const Action* action_of(std::string_view name) {
  for (const Action& action : actions) {
    if (action.name == name) return &action;
  }
  return nullptr;
}

class IologImport {
 public:
  IologImport(const ImportRequest& request, TraceWriter& writer, ImportReport& report)
      : lines_(request.input), wait_(request.iolog_wait.value_or(IologWait::milliseconds)), recorder_(request, writer, report), report_(report) {}

  void run() {
    std::string_view text;
    if (!lines_.next(text) || !parse_version(text)) {
      throw bad_input(fmt::format("{}: line 1: not the first line of an iolog of version 2 or 3, 'fio version 3 iolog'; "
                                  "let fio write it again with write_iolog",
                                  lines_.file().string()));
    }
    while (lines_.next(text)) import_line(text);
    report_.lines = lines_.line_number();
    report_.notes.emplace_back(
        "An iolog does not say which thread or CPU did what: the trace has one thread on CPU 0.");
    recorder_.finish("There is no read, write or trim: the trace is empty.");
  }

 private:
  bool parse_version(std::string_view text) {
    Cursor cursor(text);
    return cursor.skip(first_words) && cursor.number_of(version_) && cursor.skip(" iolog") && cursor.at_end() &&
           (version_ == 2 || version_ == 3);
  }

  void import_line(std::string_view text) {
    if (text.empty()) return;
    Cursor cursor(text);
    if (version_ == 3 && !(parse_time(cursor) && cursor.skip_spaces())) return add_unparsable(text);
    const std::string_view file = cursor.word();
    cursor.skip_spaces();
    const std::string_view name = cursor.word();
    cursor.skip_spaces();
    if (version_ == 2 && name == "wait") return wait(cursor, text);
    const Action* action = action_of(name);
    if (action == nullptr) return add_unparsable(text);
    if (!action->is_request) {
      ++report_.other_events;
    } else {
      import_request(*action, file, cursor, text);
    }
  }

  // fio writes microseconds since the log's beginning.
  bool parse_time(Cursor& cursor) {
    std::uint64_t microseconds = 0;
    if (cursor.number(microseconds) == 0 || microseconds > time_max_ns / 1000) return false;
    time_ns_ = microseconds * 1000;
    return true;
  }

  void wait(Cursor cursor, std::string_view text) {
    std::uint64_t delay = 0;
    const bool is_absolute = wait_ == IologWait::milliseconds;
    const std::uint64_t unit_ns = is_absolute ? 1'000'000 : 1000;
    if (cursor.number(delay) == 0 || delay > time_max_ns / unit_ns) return add_unparsable(text);
    const std::uint64_t begin_ns = is_absolute ? 0 : time_ns_;
    if (delay * unit_ns > time_max_ns - begin_ns) return add_unparsable(text);
    time_ns_ = begin_ns + delay * unit_ns;
    ++report_.other_events;
  }

  void import_request(const Action& action, std::string_view file, Cursor cursor, std::string_view text) {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    if (action.operation) {
      if (cursor.number(offset) == 0 || !cursor.skip_spaces() || cursor.number(length) == 0) {
        return recorder_.add_unparsable(place(text));
      }
    }
    recorder_.add({.time_ns = time_ns_,
                   .operation = action.operation,
                   .offset_bytes = offset,
                   .length_bytes = length,
                   .device = file,
                   .thread_name = "fio"},
                  place(text));
  }

  void add_unparsable(std::string_view text) { report_.unparsable.add(place(text)); }
  [[nodiscard]] Place place(std::string_view text) const { return {"line", lines_.line_number(), text}; }

  LineReader lines_;
  IologWait wait_;
  RequestRecorder recorder_;
  ImportReport& report_;
  std::uint32_t version_ = 0;
  std::uint64_t time_ns_ = 0;
};

}  // namespace

std::string detect_fio_iolog(std::string_view first_bytes) {
  if (!first_bytes.starts_with(first_words)) return {};
  return "line 1 says that it is an iolog of fio";
}

void import_fio_iolog(const ImportRequest& request, TraceWriter& writer, ImportReport& report) {
  IologImport(request, writer, report).run();
}

}  // namespace zramlab
