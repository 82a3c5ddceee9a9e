// lz4: LZ4_compress_fast on a state of each context's own, reset for every page as the kernel does.
#include "engine/backend/library_bytes.h"
#include "engine/backend/parameters.h"

#include <lz4.h>

#include <utility>
#include <vector>

namespace zramlab {
namespace {

// LZ4_ACCELERATION_MAX of liblz4; it clamps above that without a word.
constexpr int acceleration_max = 65537;

// LZ4 reaches back 64 KiB, and ignores a dictionary shorter than a hash's 8 bytes.
constexpr std::size_t dictionary_bytes_min = 8;
constexpr std::size_t dictionary_bytes_max = 64 * 1024;

constexpr int page_size = static_cast<int>(page_bytes);
constexpr int buffer_size = static_cast<int>(stream_buffer_bytes);

Outcome compressed(int written, std::size_t& length) {
  if (written <= 0) return Outcome::backend_failed;
  length = static_cast<std::size_t>(written);
  return Outcome::ok;
}

Outcome restored(int bytes) { return bytes == page_size ? Outcome::ok : Outcome::backend_failed; }

class Lz4 final : public Backend {
 public:
  explicit Lz4(int acceleration) : acceleration_(acceleration) {}

  Outcome compress(PageView page, StreamBuffer output, std::size_t& length) override {
    const int written = LZ4_compress_fast_extState(&state_, source<char>(page), target<char>(output), page_size,
                                                   buffer_size, acceleration_);
    return compressed(written, length);
  }

  Outcome decompress(ByteView input, PageSpan page) override {
    const int input_size = static_cast<int>(input.size());
    return restored(LZ4_decompress_safe(source<char>(input), target<char>(page), input_size, page_size));
  }

 private:
  int acceleration_;
  LZ4_stream_t state_;
};

// A dictionary's bytes, shared by the contexts of a codec.
//
// liblz4 goes another way when the source happens to begin where the dictionary ends in memory; the spare byte keeps
// pages from lying there, so that the output depends on nothing but contents.
class Lz4Dictionary {
 public:
  explicit Lz4Dictionary(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) { bytes_.push_back(std::byte{0}); }
  [[nodiscard]] const char* data() const { return source<char>(bytes_); }
  [[nodiscard]] int size() const { return static_cast<int>(bytes_.size()) - 1; }

 private:
  std::vector<std::byte> bytes_;
};

// Loads the dictionary anew for every page, as the kernel does: that is what a page costs there.
class Lz4WithDictionary final : public Backend {
 public:
  Lz4WithDictionary(int acceleration, std::shared_ptr<const Lz4Dictionary> dictionary)
      : acceleration_(acceleration), dictionary_(std::move(dictionary)) {
    LZ4_initStream(&state_, sizeof state_);
  }

  Outcome compress(PageView page, StreamBuffer output, std::size_t& length) override {
    if (LZ4_loadDict(&state_, dictionary_->data(), dictionary_->size()) != dictionary_->size()) {
      return Outcome::backend_failed;
    }
    const int written = LZ4_compress_fast_continue(&state_, source<char>(page), target<char>(output), page_size,
                                                   buffer_size, acceleration_);
    return compressed(written, length);
  }

  Outcome decompress(ByteView input, PageSpan page) override {
    const int input_size = static_cast<int>(input.size());
    return restored(LZ4_decompress_safe_usingDict(source<char>(input), target<char>(page), input_size, page_size,
                                                  dictionary_->data(), dictionary_->size()));
  }

 private:
  int acceleration_;
  std::shared_ptr<const Lz4Dictionary> dictionary_;
  LZ4_stream_t state_;
};

class Lz4Codec final : public Codec {
 public:
  Lz4Codec(int acceleration, std::shared_ptr<const Lz4Dictionary> dictionary)
      : acceleration_(acceleration), dictionary_(std::move(dictionary)) {}

  [[nodiscard]] std::unique_ptr<Backend> create() const override {
    if (dictionary_ != nullptr) return std::make_unique<Lz4WithDictionary>(acceleration_, dictionary_);
    return std::make_unique<Lz4>(acceleration_);
  }
  [[nodiscard]] std::size_t work_memory_bytes() const override { return static_cast<std::size_t>(LZ4_sizeofState()); }
  [[nodiscard]] bool decompression_has_state() const override { return false; }

 private:
  int acceleration_;
  std::shared_ptr<const Lz4Dictionary> dictionary_;
};

}  // namespace

std::shared_ptr<const Codec> make_lz4_codec(ParameterReader& parameters) {
  const int acceleration = parameters.take_number("acceleration", 1, acceleration_max, 1);
  std::vector<std::byte> bytes = parameters.take_dictionary(dictionary_bytes_min, dictionary_bytes_max);
  std::shared_ptr<const Lz4Dictionary> dictionary;
  if (!bytes.empty()) dictionary = std::make_shared<const Lz4Dictionary>(std::move(bytes));
  return std::make_shared<Lz4Codec>(acceleration, std::move(dictionary));
}

}  // namespace zramlab
