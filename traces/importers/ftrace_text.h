// The events of tracefs text, also where a page of HTML holds it.
#pragma once

#include "traces/importers/block_details.h"
#include "traces/importers/ftrace_line.h"
#include "traces/importers/html_trace.h"
#include "traces/importers/line_reader.h"

#include <string_view>

namespace zramlab {

class FtraceText {
 public:
  FtraceText(const ImportRequest& request, EventFilter& filter, RequestRecorder& recorder, ImportReport& report)
      : lines_(request.input), filter_(filter), recorder_(recorder), report_(report) {}

  void read();

 private:
  void import_line(std::string_view text);
  void import_other_line(std::string_view text);
  void import_event(EventKind kind, const FtraceLine& line, std::string_view text);
  [[nodiscard]] Place place(std::string_view text) const { return {"line", lines_.line_number(), text}; }

  LineReader lines_;
  HtmlTrace html_;
  BlockDetailsParser details_;
  EventFilter& filter_;
  RequestRecorder& recorder_;
  ImportReport& report_;
};

}  // namespace zramlab
