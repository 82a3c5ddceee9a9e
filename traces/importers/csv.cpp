#include "traces/importers/csv.h"

#include "engine/base/input_error.h"
#include "traces/csv_columns.h"
#include "traces/format.h"
#include "traces/import.h"
#include "traces/csv_line.h"
#include "traces/importers/cursor.h"
#include "traces/importers/line_reader.h"
#include "traces/importers/page_join.h"
#include "traces/importers/thread_names.h"
#include "traces/record_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace zramlab {
namespace {

// The columns that the first line names; nothing for a name that is not known.
std::vector<std::optional<CsvColumn>> parse_columns(std::string_view text) {
  std::vector<std::optional<CsvColumn>> columns;
  CsvLine line(text);
  for (std::string_view field; line.next(field);) columns.push_back(csv_column_of(field));
  return columns;
}

bool has_needed(const std::vector<std::optional<CsvColumn>>& columns) {
  const auto has = [&](CsvColumn column) { return std::ranges::find(columns, column) != columns.end(); };
  return has(CsvColumn::operation) && has(CsvColumn::slot);
}

std::optional<Operation> operation_of(std::string_view name) {
  for (std::uint8_t i = 0; i < operation_count; ++i) {
    if (to_string(static_cast<Operation>(i)) == name) return static_cast<Operation>(i);
  }
  return std::nullopt;
}

template <class Number>
bool parse(std::string_view field, Number& number) {
  Cursor cursor(field);
  return cursor.number_of(number) && cursor.at_end();
}

struct Row {
  TraceRecord record;
  std::uint32_t thread_id = 0;
  std::string name;  // empty: not said
};

bool set_field(CsvColumn column, std::string_view field, Row& row) {
  switch (column) {
    case CsvColumn::time_ns: return parse(field, row.record.time_ns);
    case CsvColumn::slot: return parse(field, row.record.slot);
    case CsvColumn::thread: return parse(field, row.thread_id);
    case CsvColumn::cpu: return parse(field, row.record.cpu);
    case CsvColumn::offset: return parse(field, row.record.offset);
    case CsvColumn::length: return parse(field, row.record.length);
    case CsvColumn::name: row.name = field; return true;
    case CsvColumn::content:
    case CsvColumn::stand_in: return true;  // what was stored comes from a pages file and its index
    case CsvColumn::operation: {
      const std::optional<Operation> operation = operation_of(field);
      if (operation) row.record.operation = *operation;
      return operation.has_value();
    }
  }
  return false;
}

class CsvImport {
 public:
  CsvImport(const ImportRequest& request, TraceWriter& writer, ImportReport& report)
      : lines_(request.input), join_(request, writer, report), threads_(writer), writer_(writer), report_(report) {}

  void run() {
    std::string_view text;
    if (!lines_.next(text) || !has_needed(columns_ = parse_columns(text))) {
      throw bad_input(fmt::format("{}: line 1: does not name the columns operation and slot; the columns are: {}",
                                  lines_.file().string(), csv_header()));
    }
    while (lines_.next(text)) import_line(text);
    report_.lines = lines_.line_number();
    join_.finish(report_.events);
    if (!join_.has_pages()) {
      report_.notes.emplace_back(
          "Without a pages file the contents of writes, and so their compressed sizes, are unknown.");
    }
    if (report_.events == 0) report_.notes.emplace_back("There is no row: the trace is empty.");
  }

 private:
  void import_line(std::string_view text) {
    if (text.empty()) return;
    const std::uint64_t event = report_.events++;
    row_ = {};
    if (!parse_row(text) || !record_fault(row_.record, {slots_max, 0, 1}).empty()) {
      report_.unparsable.add({"line", lines_.line_number(), text});
      return join_.skip(event);
    }
    add_record(event);
  }

  bool parse_row(std::string_view text) {
    CsvLine line(text);
    std::string_view field;
    for (const std::optional<CsvColumn>& column : columns_) {
      if (!line.next(field)) return false;
      if (column && !(field.empty() && !is_needed(*column)) && !set_field(*column, field, row_)) return false;
    }
    return !line.next(field) && !line.is_malformed();
  }

  static bool is_needed(CsvColumn column) { return column == CsvColumn::operation || column == CsvColumn::slot; }

  void add_record(std::uint64_t event) {
    TraceRecord& record = row_.record;
    const bool stores = record.operation == Operation::write || record.operation == Operation::partial;
    if (stores) {
      const JoinedContent joined = join_.content_of(event, record.slot);
      if (joined.is_left_out) return;
      record.content = joined.content;
      record.flags = joined.is_stand_in ? stand_in_flag : 0;
    } else {
      join_.skip(event);
    }
    count(record);
    record.thread = threads_.index_of(row_.thread_id, row_.name.empty() ? forgotten_name : row_.name, {});
    writer_.add_record(record);
  }

  void count(const TraceRecord& record) {
    if (record.operation == Operation::read) {
      ++report_.reads;
    } else if (record.operation == Operation::discard) {
      ++report_.discards;
    } else {
      ++report_.writes;
    }
    if (record.time_ns < last_time_ns_) ++report_.times_backwards;
    last_time_ns_ = record.time_ns;
    report_.time_span_ns = std::max(report_.time_span_ns, record.time_ns);
  }

  LineReader lines_;
  PageJoin join_;
  ThreadNames threads_;
  TraceWriter& writer_;
  ImportReport& report_;
  std::vector<std::optional<CsvColumn>> columns_;
  Row row_;
  std::uint64_t last_time_ns_ = 0;
};

}  // namespace

std::string detect_csv(std::string_view first_bytes) {
  const std::string_view first_line = first_bytes.substr(0, first_bytes.find_first_of("\r\n"));
  if (!has_needed(parse_columns(first_line))) return {};
  return "line 1 names the columns operation and slot";
}

void import_csv(const ImportRequest& request, TraceWriter& writer, ImportReport& report) {
  CsvImport(request, writer, report).run();
}

}  // namespace zramlab
