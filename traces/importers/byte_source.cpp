#include "traces/importers/byte_source.h"

#include "engine/base/check.h"
#include "engine/base/input_error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

namespace zramlab {
namespace {

// Below this a thread would take longer to start than it saves.
constexpr std::uint64_t read_ahead_after = std::uint64_t{4} << 20;

// A pipe may let its reader wait for ever, also when nobody wants its bytes any more.
bool is_worth_a_thread(int descriptor) {
  struct stat status{};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && std::thread::hardware_concurrency() > 1;
}

bool begins_as_zstd(ByteView bytes) {
  constexpr std::uint32_t magic = ZSTD_MAGICNUMBER;
  return bytes.size() >= sizeof magic && std::memcmp(bytes.data(), &magic, sizeof magic) == 0;
}

}  // namespace

void ByteSource::Free::operator()(ZSTD_DCtx_s* context) const { ZSTD_freeDCtx(context); }

ByteSource::ByteSource(std::filesystem::path file, Ahead ahead)
    : file_(std::move(file)),
      descriptor_(::open(file_.c_str(), O_RDONLY | O_CLOEXEC)),
      may_read_ahead_(ahead == Ahead::when_long),
      input_(input_block_bytes) {
  if (descriptor_ < 0) {
    throw bad_input(fmt::format("cannot read {}: {}; check the path and its permissions", file_.string(),
                                std::strerror(errno)));
  }
  refill();
  if (!begins_as_zstd(unread_)) return;
  decompressor_.reset(ZSTD_createDCtx());
  ZRAMLAB_CHECK(decompressor_ != nullptr, "zstd could not have a decompression context");
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  ZSTD_DCtx_setParameter(decompressor_.get(), ZSTD_d_windowLogMax, 15);  // or mapping 100 MiB is most of an execution
#endif
}

ByteSource::~ByteSource() {
  ahead_.reset();
  ::close(descriptor_);
}

std::size_t ByteSource::read(ByteSpan buffer) {
  if (ahead_) return take_ahead(buffer);
  const std::size_t bytes = read_now(buffer);
  read_bytes_ += bytes;
  if (may_read_ahead_ && read_bytes_ >= read_ahead_after) {
    may_read_ahead_ = is_worth_a_thread(descriptor_);
    if (may_read_ahead_) ahead_ = std::make_unique<ReadAhead>([this](ByteSpan block) { return read_now(block); });
  }
  return bytes;
}

ByteView ByteSource::next_block() {
  if (ahead_) return block_.empty() ? ahead_->next() : std::exchange(block_, {});
  own_block_.resize(input_block_bytes);
  return ByteView(own_block_).first(read(own_block_));
}

std::size_t ByteSource::take_ahead(ByteSpan buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    if (block_.empty() && (block_ = ahead_->next()).empty()) break;
    const std::size_t bytes = std::min(buffer.size() - filled, block_.size());
    std::memcpy(buffer.data() + filled, block_.data(), bytes);
    block_ = block_.subspan(bytes);
    filled += bytes;
  }
  return filled;
}

std::size_t ByteSource::read_now(ByteSpan buffer) {
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
  if (unread_.empty()) {
    if (buffer.size() >= input_.size()) return fill_from_file(buffer);
    if (!refill()) return 0;
  }
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
  unread_ = ByteView(input_).first(fill_from_file(input_));
  return !unread_.empty();
}

// Less than all of the buffer only at the end of the file.
std::size_t ByteSource::fill_from_file(ByteSpan buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const ssize_t bytes = ::read(descriptor_, buffer.data() + filled, buffer.size() - filled);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) {
      throw bad_input(fmt::format("cannot read {}: {}; it must be a file or a pipe", file_.string(),
                                  std::strerror(errno)));
    }
    if (bytes == 0) break;
    filled += static_cast<std::size_t>(bytes);
  }
  offset_ += filled;
  return filled;
}

}  // namespace zramlab
