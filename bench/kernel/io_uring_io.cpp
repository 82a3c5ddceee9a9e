#include "bench/kernel/page_io.h"

#include "engine/base/check.h"
#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <liburing.h>

#include <cerrno>
#include <cstring>

namespace zramlab {

namespace {

// A worker waits for each page, so one entry would do; the kernel rounds up.
constexpr unsigned ring_entries = 4;

// Each page is one io_uring_enter: submitted and awaited at once. The device is a registered file, so that no operation looks it up.
class IoUringIo final : public PageIo {
 public:
  explicit IoUringIo(int descriptor) {
    if (const int error = io_uring_queue_init(ring_entries, &ring_, 0); error < 0) {
      throw bad_input(fmt::format("--io io_uring: the kernel made no ring: {} (see /proc/sys/kernel/io_uring_disabled); --io pwrite does without",
                                  std::strerror(-error)));
    }
    if (const int error = io_uring_register_files(&ring_, &descriptor, 1); error < 0) {
      io_uring_queue_exit(&ring_);
      throw bad_input(fmt::format("--io io_uring: the kernel took no file: {}; --io pwrite does without", std::strerror(-error)));
    }
  }
  ~IoUringIo() override { io_uring_queue_exit(&ring_); }

  Outcome write(SlotIndex slot, PageView page) override {
    ZRAMLAB_CHECK(is_page_aligned(page), "zram reads from the start of the page that memory lies in");
    io_uring_sqe* const entry = io_uring_get_sqe(&ring_);
    io_uring_prep_write(entry, registered_file, page.data(), page_bytes, std::uint64_t{slot} * page_bytes);
    return outcome_of(finish(entry), Outcome::no_memory);
  }

  Outcome read(SlotIndex slot, PageSpan page) override {
    ZRAMLAB_CHECK(is_page_aligned(page), "zram writes to the start of the page that memory lies in");
    io_uring_sqe* const entry = io_uring_get_sqe(&ring_);
    io_uring_prep_read(entry, registered_file, page.data(), page_bytes, std::uint64_t{slot} * page_bytes);
    return outcome_of(finish(entry), Outcome::backend_failed);
  }

 private:
  static constexpr int registered_file = 0;

  // Bytes, or the negative error number.
  int finish(io_uring_sqe* entry) {
    io_uring_sqe_set_flags(entry, IOSQE_FIXED_FILE);
    int submitted = 0;
    do {
      submitted = io_uring_submit_and_wait(&ring_, 1);
    } while (submitted == -EINTR);
    if (submitted < 0) return submitted;
    // What was submitted must be awaited, whatever a signal says: its page is in use until then.
    io_uring_cqe* done = nullptr;
    while (io_uring_wait_cqe(&ring_, &done) == -EINTR) {
    }
    const int result = done->res;
    io_uring_cqe_seen(&ring_, done);
    return result;
  }

  static Outcome outcome_of(int result, Outcome failure) {
    if (result == static_cast<int>(page_bytes)) return Outcome::ok;
    return result >= 0 || result == -ENOSPC || result == -EINVAL ? Outcome::out_of_range : failure;
  }

  io_uring ring_{};
};

}  // namespace

std::unique_ptr<PageIo> make_io_uring_io(const ZramDevice& device) { return std::make_unique<IoUringIo>(device.descriptor()); }

}  // namespace zramlab
