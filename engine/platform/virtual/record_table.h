// Records that a run takes one by one and gives back all at once.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace zramlab {

// Records keep their addresses, and what a former run left in them. Allocates only when a run needs more than any before.
template <class Record>
class RecordTable {
 public:
  Record& take() {
    if (used_ == chunks_.size() * chunk) chunks_.push_back(std::make_unique<Record[]>(chunk));
    Record& record = chunks_[used_ / chunk][used_ % chunk];
    ++used_;
    return record;
  }
  void clear() { used_ = 0; }
  [[nodiscard]] std::size_t used() const { return used_; }

 private:
  static constexpr std::size_t chunk = 64;

  std::vector<std::unique_ptr<Record[]>> chunks_;
  std::size_t used_ = 0;
};

}  // namespace zramlab
