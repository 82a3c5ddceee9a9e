// What a calibration is doing: one line on stderr, redrawn, and only on a terminal.
#pragma once

#include <cstdint>
#include <string>

namespace zramlab {

class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `share` is how far `what` is, 0 to 1. At most ten times a second.
  void show(const std::string& what, double share);
  void clear();

 private:
  bool is_terminal_;
  bool is_open_ = false;
  std::uint64_t shown_ns_ = 0;
};

}  // namespace zramlab
