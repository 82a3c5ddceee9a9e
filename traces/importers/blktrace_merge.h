// All CPUs' files of one blktrace recording as one sequence.
#pragma once

#include "traces/importers/blktrace_file.h"

#include <compare>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <vector>

namespace zramlab {

// NAME.blktrace.3 stands for all NAME.blktrace.N beside it, in the order of N; any other file for itself.
std::vector<std::filesystem::path> blktrace_files_of(const std::filesystem::path& input);

// By time; records of one time in the order of the files, those of one file in their own order.
class BlktraceMerge {
 public:
  explicit BlktraceMerge(const std::vector<std::filesystem::path>& files);

  // The file that stands at the next record of all; nullptr after the last. It stays there until the next call.
  BlktraceFile* next() {
    BlktraceFile& current = files_[current_];
    // Mostly the same file goes on.
    return current.advance() && current.record().time_ns < others_from_ns_ ? &current : next_of_another();
  }

  [[nodiscard]] const std::deque<BlktraceFile>& files() const { return files_; }

 private:
  struct Head {
    std::uint64_t time_ns;
    std::uint32_t file;  // index in files_
    friend auto operator<=>(const Head&, const Head&) = default;
  };

  BlktraceFile* next_of_another();
  void look_at_others();
  void sift_down();

  std::deque<BlktraceFile> files_;
  std::uint32_t current_ = 0;
  std::vector<Head> others_;          // of all files but the current one: a heap with the earliest first
  std::uint64_t others_from_ns_ = 0;  // the earliest of them
};

}  // namespace zramlab
