#include "traces/importers/ariadne.h"

#include "engine/base/input_error.h"
#include "traces/import.h"
#include "traces/importers/byte_source.h"
#include "traces/importers/cursor.h"
#include "traces/importers/line_reader.h"
#include "traces/importers/request_recorder.h"

#include <fmt/format.h>

#include <array>
#include <string>

namespace zramlab {
namespace {

constexpr std::size_t header_bytes = 50;
constexpr std::size_t record_bytes = header_bytes + page_bytes;
constexpr std::string_view record_begin = "TEST^^^#";
constexpr std::string_view record_end = "#^^^\n";

struct SwapOut {
  std::uint32_t uid = 0;
  std::uint64_t page_frame = 0;
  std::uint64_t sector = 0;
};

// "uid,pfn,sector"
bool parse_swap_out(Cursor& cursor, SwapOut& swap_out) {
  return cursor.number_of(swap_out.uid) && cursor.skip(',') && cursor.number(swap_out.page_frame) != 0 &&
         cursor.skip(',') && cursor.number(swap_out.sector) != 0;
}

bool parse_header(std::string_view bytes, SwapOut& swap_out) {
  Cursor cursor(bytes);
  if (!cursor.skip(record_begin) || !parse_swap_out(cursor, swap_out) || !cursor.skip(record_end)) return false;
  return cursor.rest().find_first_not_of('\0') == std::string_view::npos;
}

// Records swap-outs one after the other: neither kind of file has times or CPUs.
class SwapOuts {
 public:
  SwapOuts(const ImportRequest& request, TraceWriter& writer, ImportReport& report)
      : recorder_(request, writer, report), writer_(writer), report_(report) {
    if (!request.pages.empty()) throw usage_error("--pages does not go with Ariadne's traces: they hold their pages");
  }

  void add(const SwapOut& swap_out, PageView page, const Place& place) {
    if (swap_out.uid != last_uid_ || name_.empty()) {
      last_uid_ = swap_out.uid;
      name_ = fmt::format("uid {}", swap_out.uid);
    }
    recorder_.add({.thread_id = swap_out.uid,
                   .operation = Operation::write,
                   .offset_bytes = bytes_of_sectors(swap_out.sector),
                   .length_bytes = page_bytes,
                   .content = writer_.add_content(page),
                   .device = "zram",
                   .thread_name = name_},
                  place);
  }

  void finish() {
    report_.notes.emplace_back(
        "Ariadne's records have no time and no CPU, and only swap-outs have pages: every write is at time 0 on CPU 0, "
        "in the recorded order; the thread is the application's user id.");
    recorder_.finish("There is no swap-out: the trace is empty.");
  }

 private:
  RequestRecorder recorder_;
  TraceWriter& writer_;
  ImportReport& report_;
  std::uint32_t last_uid_ = 0;
  std::string name_;
};

std::filesystem::path data_file_of(const std::filesystem::path& meta) {
  std::filesystem::path data = meta;
  if (data.extension() == ".zst") data.replace_extension();
  data.replace_extension(".data");
  if (!std::filesystem::exists(data)) {
    throw bad_input(fmt::format("{}: the pages belong in {}, which is not there; copy both files", meta.string(),
                                data.string()));
  }
  return data;
}

}  // namespace

std::string detect_ariadne(std::string_view first_bytes) {
  SwapOut ignored;
  if (!parse_header(first_bytes.substr(0, header_bytes), ignored)) return {};
  return "it begins with a record TEST^^^#uid,pfn,sector#^^^";
}

void import_ariadne(const ImportRequest& request, TraceWriter& writer, ImportReport& report) {
  ByteSource source(request.input);
  SwapOuts swap_outs(request, writer, report);
  std::array<std::byte, record_bytes> record{};
  std::size_t bytes = 0;
  std::uint64_t offset = 0;
  for (; (bytes = source.read(record)) == record_bytes; offset += record_bytes) {
    // char may read any object's bytes.
    const std::string_view header(reinterpret_cast<const char*>(record.data()), header_bytes);
    SwapOut swap_out;
    if (!parse_header(header, swap_out)) {
      throw bad_input(fmt::format("{}: byte {}: no record TEST^^^#uid,pfn,sector#^^^ begins here; the file is damaged "
                                  "or was cut: copy it again",
                                  request.input.string(), offset));
    }
    swap_outs.add(swap_out, PageView(record.data() + header_bytes, page_bytes), {"byte", offset, header});
  }
  if (bytes != 0) report.unparsable.add({"byte", offset, "the file ends within a record"});
  swap_outs.finish();
}

std::string detect_ariadne_meta(std::string_view first_bytes) {
  SwapOut ignored;
  Cursor cursor(first_bytes.substr(0, first_bytes.find_first_of("\r\n")));
  if (!parse_swap_out(cursor, ignored) || !cursor.at_end()) return {};
  return "line 1 has the form uid,pfn,sector";
}

void import_ariadne_meta(const ImportRequest& request, TraceWriter& writer, ImportReport& report) {
  LineReader lines(request.input);
  ByteSource data(data_file_of(request.input));
  SwapOuts swap_outs(request, writer, report);
  std::array<std::byte, page_bytes> page{};
  for (std::string_view text; lines.next(text);) {
    if (text.empty()) continue;
    SwapOut swap_out;
    Cursor cursor(text);
    const bool is_good = parse_swap_out(cursor, swap_out) && cursor.at_end();
    if (!is_good || data.read(page) != page_bytes) {
      throw bad_input(fmt::format("{}: line {}: {}; both files must be of the same round", lines.file().string(),
                                  lines.line_number(),
                                  is_good ? fmt::format("{} has no page for it", data.file().string())
                                          : "not of the form uid,pfn,sector"));
    }
    swap_outs.add(swap_out, page, {"line", lines.line_number(), text});
  }
  report.lines = lines.line_number();
  if (data.read(page) != 0) {
    throw bad_input(fmt::format("{}: holds more pages than {} has lines; both files must be of the same round",
                                data.file().string(), lines.file().string()));
  }
  swap_outs.finish();
}

}  // namespace zramlab
