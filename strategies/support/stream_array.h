// A fixed number of streams, made at the start: for strategies that give each CPU or thread its own.
#pragma once

#include "engine/device/stream.h"

#include <cstddef>
#include <new>
#include <vector>

namespace zramlab {

// OWNS its streams. Immutable after construction, so that no lock is needed to find a stream.
template <Platform P>
class StreamArray {
 public:
  // THROWS std::bad_alloc.
  StreamArray(Streams<P>& streams, std::size_t count) : streams_(streams), array_(count) {
    for (auto& stream : array_) {
      stream = streams_.make();
      if (stream == nullptr) {
        destroy_all();
        throw std::bad_alloc();
      }
    }
  }
  ~StreamArray() { destroy_all(); }
  StreamArray(const StreamArray&) = delete;
  StreamArray& operator=(const StreamArray&) = delete;

  Stream<P>& operator[](std::size_t index) { return *array_[index]; }
  [[nodiscard]] std::size_t size() const { return array_.size(); }

 private:
  void destroy_all() {
    for (Stream<P>* stream : array_) streams_.destroy(stream);
  }

  Streams<P>& streams_;
  std::vector<Stream<P>*> array_;
};

}  // namespace zramlab
