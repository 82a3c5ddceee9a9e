// What the tests of importers share: an import, looked at through the reader.
#pragma once

#include "tests/traces/support.h"

#include "traces/import.h"
#include "traces/importers/blktrace_record.h"

#include <string>
#include <string_view>
#include <vector>

namespace zramlab::test {

struct Imported {
  ImportReport report;
  std::vector<TraceRecord> records;
  std::vector<TraceThread> threads;
  TraceMetadata metadata;
};

// Imports into a file of the folder, and verifies that.
Imported import(const Folder& folder, ImportRequest request);

// Imports these bytes as this format.
Imported import_bytes(std::string_view format, std::string_view bytes, ImportRequest request = {});

// The message of the error that an import of these bytes as this format ends with; empty if none.
std::string import_error(std::string_view format, std::string_view bytes);

std::vector<Operation> operations_of(const Imported& trace);
std::vector<SlotIndex> slots_of(const Imported& trace);

template <class Object>
std::string bytes_of(const Object& object) {
  return {reinterpret_cast<const char*>(&object), sizeof object};
}

// A blktrace record: a Q event that writes one page to slot 1, unless the caller changes it.
BlktraceRecord blktrace_write();

// A raw Ariadne record.
std::string ariadne_record(std::string_view fields, const Page& page);

}  // namespace zramlab::test
