#include "traces/importers/byte_source.h"

#include "engine/base/check.h"
#include "engine/base/input_error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace zramlab {
namespace {

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
constexpr std::size_t input_bytes = 512;  // so that small inputs cross its end, too
#else
constexpr std::size_t input_bytes = std::size_t{256} << 10;
#endif

bool begins_as_zstd(ByteView bytes) {
  constexpr std::uint32_t magic = ZSTD_MAGICNUMBER;
  return bytes.size() >= sizeof magic && std::memcmp(bytes.data(), &magic, sizeof magic) == 0;
}

}  // namespace

void ByteSource::Free::operator()(ZSTD_DCtx_s* context) const { ZSTD_freeDCtx(context); }

ByteSource::ByteSource(std::filesystem::path file)
    : file_(std::move(file)), descriptor_(::open(file_.c_str(), O_RDONLY | O_CLOEXEC)), input_(input_bytes) {
  if (descriptor_ < 0) {
    throw bad_input(fmt::format("cannot read {}: {}; check the path and its permissions", file_.string(),
                                std::strerror(errno)));
  }
  refill();
  if (!begins_as_zstd(unread_)) return;
  decompressor_.reset(ZSTD_createDCtx());
  ZRAMLAB_CHECK(decompressor_ != nullptr, "zstd could not have a decompression context");
}

ByteSource::~ByteSource() { ::close(descriptor_); }

std::size_t ByteSource::read(ByteSpan buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const ByteSpan rest = buffer.subspan(filled);
    const std::size_t bytes = decompressor_ ? read_frame(rest) : read_file(rest);
    if (bytes == 0) break;
    filled += bytes;
  }
  return filled;
}

std::size_t ByteSource::read_file(ByteSpan buffer) {
  if (unread_.empty() && !refill()) return 0;
  const std::size_t bytes = std::min(buffer.size(), unread_.size());
  std::memcpy(buffer.data(), unread_.data(), bytes);
  unread_ = unread_.subspan(bytes);
  return bytes;
}

std::size_t ByteSource::read_frame(ByteSpan buffer) {
  for (;;) {
    ZSTD_outBuffer output = {buffer.data(), buffer.size(), 0};
    // Also asked with no input left: the frame may still hold bytes that did not fit before.
    ZSTD_inBuffer input = {unread_.data(), unread_.size(), 0};
    if (!unread_.empty() || within_frame_) {
      const std::size_t hint = ZSTD_decompressStream(decompressor_.get(), &output, &input);
      if (ZSTD_isError(hint) != 0) {
        throw bad_input(fmt::format("{}: byte {}: broken zstd data: {}; copy the file again", file_.string(),
                                    offset_ - unread_.size(), ZSTD_getErrorName(hint)));
      }
      unread_ = unread_.subspan(input.pos);
      within_frame_ = hint != 0;
      if (output.pos > 0) return output.pos;
    }
    if (!unread_.empty()) continue;
    if (refill()) continue;
    if (!within_frame_) return 0;
    throw bad_input(fmt::format("{}: byte {}: the zstd data is cut off; copy the file again", file_.string(), offset_));
  }
}

// Reads the next bytes of the file; false at its end.
bool ByteSource::refill() {
  std::size_t filled = 0;
  while (filled < input_.size()) {
    const ssize_t bytes = ::read(descriptor_, input_.data() + filled, input_.size() - filled);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) {
      throw bad_input(fmt::format("cannot read {}: {}; it must be a file or a pipe", file_.string(),
                                  std::strerror(errno)));
    }
    if (bytes == 0) break;
    filled += static_cast<std::size_t>(bytes);
  }
  unread_ = ByteView(input_).first(filled);
  offset_ += filled;
  return filled > 0;
}

}  // namespace zramlab
