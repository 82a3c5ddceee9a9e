#include "tests/traces/import_support.h"

#include <fmt/format.h>

namespace zramlab::test {

Imported import(const Folder& folder, ImportRequest request) {
  request.output = folder.file("out.ztrace");
  request.writer.level = 1;
  ImportReport report = import_trace(request);
  const TraceReader trace(request.output);
  trace.verify();
  return {std::move(report), records_of(trace), trace.threads(), trace.metadata()};
}

Imported import_bytes(std::string_view format, std::string_view bytes, ImportRequest request) {
  const Folder folder;
  request.input = folder.with("in", bytes);
  request.format = format;
  return import(folder, std::move(request));
}

std::string import_error(std::string_view format, std::string_view bytes) {
  return error_of([&] { import_bytes(format, bytes); });
}

std::vector<Operation> operations_of(const Imported& trace) {
  std::vector<Operation> operations;
  for (const TraceRecord& record : trace.records) operations.push_back(record.operation);
  return operations;
}

std::vector<SlotIndex> slots_of(const Imported& trace) {
  std::vector<SlotIndex> slots;
  for (const TraceRecord& record : trace.records) slots.push_back(record.slot);
  return slots;
}

BlktraceRecord blktrace_write() {
  return {.magic = blktrace_magic | blktrace_version,
          .sequence = 1,
          .time_ns = 1000,
          .sector = 8,
          .bytes = 4096,
          .action = static_cast<std::uint32_t>(BlktraceAction::queue) | blktrace_category::write,
          .pid = 77,
          .device = 253U << 20 | 1};
}

std::string ariadne_record(std::string_view fields, const Page& page) {
  std::string record = fmt::format("TEST^^^#{}#^^^\n", fields);
  record.resize(50, '\0');
  record.append(reinterpret_cast<const char*>(page.data()), page.size());
  return record;
}

}  // namespace zramlab::test
