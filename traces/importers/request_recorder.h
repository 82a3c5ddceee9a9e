// What every importer does with a request that it has read: one device, whole pages, one record a slot.
#pragma once

#include "traces/importers/page_join.h"
#include "traces/importers/report.h"
#include "traces/importers/thread_names.h"
#include "traces/record.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace zramlab {

class TraceWriter;
struct ImportRequest;

// A request as a recording names it, whatever the format.
struct BlockRequest {
  std::uint64_t time_ns = 0;
  std::uint32_t thread_id = 0;
  std::uint16_t cpu = 0;
  std::optional<Operation> operation = {};  // none: a flush, or something else that moves no data
  std::uint64_t offset_bytes = 0;
  std::uint64_t length_bytes = 0;
  ContentIndex content = no_content;  // of formats that hold the pages themselves
  std::string_view device = {};
  std::string_view thread_name = forgotten_name;
  std::string_view fallback_name = {};  // until another line tells
};

// Sizes beyond what 64 bits can hold in bytes become the largest one, which no device has.
constexpr std::uint64_t bytes_of_sectors(std::uint64_t sectors) {
  constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
  return sectors > largest / 512 ? largest : sectors * 512;
}

// rwbs is an optional F (flush before), then the kind, then qualifiers such as S and A.
std::optional<Operation> operation_of_rwbs(std::string_view rwbs);

// 1. The first device, or the one that the user named, is imported; requests to others are named.
// 2. Every request, whatever becomes of it, is an event of the report and of the page index.
class RequestRecorder {
 public:
  RequestRecorder(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

  void add(const BlockRequest& request, const Place& place);

  // A request whose details cannot be understood.
  void add_unparsable(const Place& place);

  [[nodiscard]] ThreadNames& threads() { return threads_; }

  // Afterwards the writer's metadata has the time and the device. `nothing` is said of a trace
  // without requests.
  void finish(std::string_view nothing);

 private:
  NamedPlaces* fault_of(const BlockRequest& request);
  void add_records(std::uint64_t event, const BlockRequest& request);
  void add_record(std::uint64_t event, TraceRecord& record);
  std::uint64_t since_first(std::uint64_t time_ns);

  PageJoin join_;
  ThreadNames threads_;
  TraceWriter& writer_;
  ImportReport& report_;
  std::string device_;
  std::optional<std::uint64_t> first_time_ns_;
  std::uint64_t last_time_ns_ = 0;
};

}  // namespace zramlab
