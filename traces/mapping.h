// Memory had from mmap: a file to read in place, or zeros that cost nothing until they are touched.
#pragma once

#include "engine/base/types.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <utility>

namespace zramlab {

// How memory that lies in a file will be gone through. Devices read ahead up to megabytes around what is touched: a gain in order,
// and what throws everything else out of a small memory where accesses are scattered.
enum class Access : std::uint8_t { in_order, scattered };

// OWNS its memory; move-only; empty after being moved from. Aligned to 4096 bytes.
class Mapping {
 public:
  Mapping() = default;
  Mapping(Mapping&& other) noexcept { swap(other); }
  Mapping& operator=(Mapping&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Mapping();

  // The whole of a regular file, read-only. THROWS InputError (bad_input) that names the file.
  static Mapping of_file(const std::filesystem::path& file);

  // Zeros to read and write; beyond the process's limit (traces/memory_limit.h) in an unlinked file, all of whose blocks are
  // there from the start, so that a full disk is an error here and not a signal later. THROWS InputError (failed) that
  // names the size if there is no room.
  static Mapping of_zeros(std::size_t bytes, Access access = Access::scattered);

  // Makes it larger, of_zeros only; may move, and may go to a file for scattered accesses. The new part is zeros.
  void grow(std::size_t bytes);

  [[nodiscard]] const std::byte* data() const { return data_; }
  [[nodiscard]] std::byte* mutable_data() { return data_; }
  [[nodiscard]] std::size_t size() const { return bytes_; }
  [[nodiscard]] ByteView bytes() const { return {data_, bytes_}; }

 private:
  enum class Kind : std::uint8_t { input, memory, scratch };

  Mapping(std::byte* data, std::size_t bytes, Kind kind) : data_(data), bytes_(bytes), kind_(kind) {}
  static Mapping in_memory(std::size_t bytes);
  static Mapping in_scratch(std::size_t bytes, Access access);
  void swap(Mapping& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    std::swap(kind_, other.kind_);
  }

  std::byte* data_ = nullptr;
  std::size_t bytes_ = 0;
  Kind kind_ = Kind::input;
};

}  // namespace zramlab
