#include "traces/output_file.h"

#include "engine/base/input_error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace zramlab {

OutputFile::OutputFile(std::filesystem::path file, Unfinished unfinished)
    : file_(std::move(file)), partial_(file_), descriptor_(-1), unfinished_(unfinished) {
  partial_ += ".partial";
  descriptor_ = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail("create");
}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  if (unfinished_ == Unfinished::remove) ::unlink(partial_.c_str());
}

void OutputFile::write(std::span<const ByteView> parts) {
  for (ByteView part : parts) {
    while (!part.empty()) {
      const ssize_t written = ::write(descriptor_, part.data(), part.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("write");
      part = part.subspan(static_cast<std::size_t>(written));
    }
  }
}

void OutputFile::write_at(std::uint64_t offset, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write");
    offset += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void OutputFile::publish() {
  if (::fsync(descriptor_) != 0 && errno != EINVAL) fail("write");  // EINVAL: not a file that can be synced
  const int descriptor = descriptor_;
  if (std::rename(partial_.c_str(), file_.c_str()) != 0) fail("rename");
  descriptor_ = -1;
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
