// deflate: zlib's raw stream with the kernel's window of 2 KiB and most memory for the search.
#include "engine/backend/library_bytes.h"
#include "engine/backend/parameters.h"
#include "engine/base/check.h"

#define ZLIB_CONST
#include <zlib.h>

#include <array>
#include <new>

namespace zramlab {
namespace {

constexpr int window_bits = 11;
constexpr int memory_level = MAX_MEM_LEVEL;

void point_at(z_stream& stream, ByteView input, ByteSpan output) {
  stream.next_in = source<Bytef>(input);
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = target<Bytef>(output);
  stream.avail_out = static_cast<uInt>(output.size());
}

// zlib returns no reason but memory here: the parameters are ours.
void require_initialised(int result) {
  if (result == Z_MEM_ERROR) throw std::bad_alloc();
  ZRAMLAB_CHECK(result == Z_OK, "zlib must accept the window and level");
}

class Deflater {
 public:
  explicit Deflater(int level) {
    require_initialised(
        deflateInit2(&stream_, level, Z_DEFLATED, -window_bits, memory_level, Z_DEFAULT_STRATEGY));
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  bool run(ByteView input, ByteSpan output, std::size_t& length) {
    if (deflateReset(&stream_) != Z_OK) return false;
    point_at(stream_, input, output);
    if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) return false;
    length = stream_.total_out;
    return true;
  }

 private:
  z_stream stream_{};
};

class Inflater {
 public:
  Inflater() {
    require_initialised(inflateInit2(&stream_, -window_bits));
    allocate_window();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool run(ByteView input, ByteSpan output) {
    if (inflateReset(&stream_) != Z_OK) return false;
    point_at(stream_, input, output);
    return inflate(&stream_, Z_FINISH) == Z_STREAM_END && stream_.avail_in == 0 && stream_.avail_out == 0;
  }

 private:
  // zlib allocates the window when it first stops inside a stream, which would be at the first damaged page. Let it
  // stop now, in a stored block that announces two bytes and holds one; resets keep the window.
  void allocate_window() {
    constexpr std::array<std::byte, 6> cut_short{std::byte{1}, std::byte{2},    std::byte{0},
                                                 std::byte{0xfd}, std::byte{0xff}, std::byte{0}};
    std::array<std::byte, 2> output{};
    point_at(stream_, cut_short, output);
    if (inflate(&stream_, Z_SYNC_FLUSH) == Z_MEM_ERROR) {
      inflateEnd(&stream_);
      throw std::bad_alloc();
    }
  }

  z_stream stream_{};
};

class Deflate final : public Backend {
 public:
  explicit Deflate(int level) : deflater_(level) {}

  Outcome compress(PageView page, StreamBuffer output, std::size_t& length) override {
    return deflater_.run(page, output, length) ? Outcome::ok : Outcome::backend_failed;
  }

  Outcome decompress(ByteView input, PageSpan page) override {
    return inflater_.run(input, page) ? Outcome::ok : Outcome::backend_failed;
  }

 private:
  Deflater deflater_;
  Inflater inflater_;
};

class DeflateCodec final : public Codec {
 public:
  explicit DeflateCodec(int level) : level_(level) {}
  [[nodiscard]] std::unique_ptr<Backend> create() const override { return std::make_unique<Deflate>(level_); }

  // What zconf.h documents for deflate: (1 << (windowBits + 2)) + (1 << (memLevel + 9)), without "a few kilobytes for
  // small objects".
  [[nodiscard]] std::size_t work_memory_bytes() const override {
    return (std::size_t{1} << (window_bits + 2)) + (std::size_t{1} << (memory_level + 9));
  }
  [[nodiscard]] bool decompression_has_state() const override { return true; }

 private:
  int level_;
};

}  // namespace

std::shared_ptr<const Codec> make_deflate_codec(ParameterReader& parameters) {
  constexpr int default_level = 6;  // what zlib means by Z_DEFAULT_COMPRESSION, zram's default
  return std::make_shared<DeflateCodec>(
      parameters.take_number("level", Z_NO_COMPRESSION, Z_BEST_COMPRESSION, default_level));
}

}  // namespace zramlab
