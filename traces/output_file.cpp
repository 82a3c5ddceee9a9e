#include "traces/output_file.h"

#include "engine/base/input_error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace zramlab {
namespace {

// Below this a thread would take longer to start than it saves.
constexpr std::uint64_t write_behind_after = std::uint64_t{4} << 20;

// The names of the files that a signal's handler removes. No command writes more than three at once; one that found no place would only
// leave its NAME.partial behind.
std::array<std::atomic<const char*>, 8> unfinished_files{};
static_assert(std::atomic<const char*>::is_always_lock_free, "a signal's handler reads them");

}  // namespace

void remove_unfinished_files() noexcept {
  for (const std::atomic<const char*>& file : unfinished_files) {
    if (const char* const name = file.load()) ::unlink(name);
  }
}

OutputFile::OutputFile(std::filesystem::path file, Unfinished unfinished)
    : file_(std::move(file)), partial_(file_), descriptor_(-1), unfinished_(unfinished) {
  partial_ += ".partial";
  descriptor_ = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail("create");
  if (unfinished_ == Unfinished::remove) note_unfinished();
}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  behind_.reset();
  ::close(descriptor_);
  if (unfinished_ == Unfinished::remove) ::unlink(partial_.c_str());
  forget_unfinished();
}

void OutputFile::note_unfinished() noexcept {
  for (std::atomic<const char*>& file : unfinished_files) {
    const char* expected = nullptr;
    if (file.compare_exchange_strong(expected, partial_.c_str())) return;
  }
}

void OutputFile::forget_unfinished() noexcept {
  for (std::atomic<const char*>& file : unfinished_files) {
    const char* expected = partial_.c_str();
    file.compare_exchange_strong(expected, nullptr);
  }
}

void OutputFile::write(std::span<const ByteView> parts) {
  for (const ByteView part : parts) {
    written_bytes_ += part.size();
    behind_ ? behind_->append(part) : write_now(part);
  }
  // What is kept whatever happens must be in the file, and not with a thread.
  if (behind_ || written_bytes_ < write_behind_after || unfinished_ == Unfinished::keep) return;
  behind_ = std::make_unique<WriteBehind>([this](ByteView block) { write_now(block); });
}

void OutputFile::write_now(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void OutputFile::write_at(std::uint64_t offset, ByteView bytes) {
  flush();
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write");
    offset += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void OutputFile::flush() {
  if (behind_) behind_->finish();
}

void OutputFile::publish() {
  flush();
  if (::fsync(descriptor_) != 0 && errno != EINVAL) fail("write");  // EINVAL: not a file that can be synced
  const int descriptor = descriptor_;
  if (std::rename(partial_.c_str(), file_.c_str()) != 0) fail("rename");
  descriptor_ = -1;
  forget_unfinished();
  // Network file systems report a full disk only here.
  if (::close(descriptor) != 0) fail("close");
}

void OutputFile::fail(const char* action) const {
  const int error = errno;
  const char* remedy = error == ENOSPC || error == EDQUOT ? "free some space or choose another --output"
                                                          : "check the folder and its permissions";
  const char* kept = unfinished_ == Unfinished::keep && descriptor_ >= 0
                         ? "; what was written until then stays there, and `bench trace recover` makes a trace of it" : "";
  throw InputError(ExitCode::failed,
                   fmt::format("cannot {} {}: {}; {}{}", action, partial_.string(), std::strerror(error), remedy, kept));
}

}  // namespace zramlab
