#include "bench/capture/ring_buffers.h"

#include "bench/kernel/attribute_file.h"
#include "engine/base/input_error.h"
#include "engine/platform/host/clock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <utility>

// libtracefs 1.6's own header is C only: an inline function of it turns an int into an enumeration. These are what is used of it.
extern "C" {
int tracefs_set_tracing_dir(char* folder);
tracefs_instance* tracefs_instance_create(const char* name);
int tracefs_instance_destroy(tracefs_instance* instance);
void tracefs_instance_free(tracefs_instance* instance);
int tracefs_instance_file_write(tracefs_instance* instance, const char* file, const char* text);
char* tracefs_instance_file_read(tracefs_instance* instance, const char* file, int* bytes);
int tracefs_instance_file_open(tracefs_instance* instance, const char* file, int mode);
}

namespace zramlab {

namespace {

namespace fs = std::filesystem;

constexpr const char* event_folder = "events/block/block_bio_queue";

// Where tracefs is looked for, newest place first.
constexpr std::array tracefs_places = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};

// Of one CPU in one round: a thousand events, whose pages are then read before they are gone.
constexpr int subbuffers_of_a_round = 16;

// An event has its time before it is in the buffer; a CPU that a hypervisor took away in between comes later.
constexpr std::uint64_t late_ns_max = 1'000'000;

bool is_tracefs(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / event_folder, ignored);
}

InputError tracing_fault(const std::string& what) {
  const int error = errno;
  return bad_input(fmt::format("bench capture: {}: {}", what, std::strerror(error)));
}

std::size_t subbuffer_bytes(const fs::path& instance) {
  std::size_t kib = 0;  // since Linux 6.8 it may be more than a page
  if (const auto text = read_attribute(instance / "buffer_subbuf_size_kb")) std::istringstream(*text) >> kib;
  return std::max(kib * 1024, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)));
}

}  // namespace

std::optional<std::string> missing_for_tracing() {
  if (geteuid() != 0) return "bench capture needs root: run it with sudo";
  if (std::ranges::any_of(tracefs_places, is_tracefs)) return std::nullopt;
  const auto file_systems = read_attribute("/proc/filesystems");
  if (file_systems && file_systems->find("tracefs") != std::string::npos) return std::nullopt;
  return "this kernel has no tracefs (CONFIG_FTRACE, CONFIG_BLK_DEV_IO_TRACE): without it no block event can be recorded";
}

TracefsMount::TracefsMount() {
  for (const char* const place : tracefs_places) {
    if (is_tracefs(place)) {
      folder_ = place;
      return;
    }
  }
  Register& own = own_register();
  folder_ = register_folder() / (own.mark() + "-tracing");
  claim_ = own.announce(ThingKind::mount, folder_);
  std::error_code ignored;
  fs::create_directories(folder_, ignored);
  if (mount("tracefs", folder_.c_str(), "tracefs", 0, nullptr) != 0) {
    const InputError fault = tracing_fault(fmt::format("cannot mount tracefs at {}", folder_.string()));
    fs::remove(folder_, ignored);
    claim_.gone();
    throw fault;
  }
  is_ours_ = true;
  claim_.made();
  if (is_tracefs(folder_)) return;
  throw bad_input("bench capture: this kernel has no block_bio_queue event (CONFIG_BLK_DEV_IO_TRACE), without which it cannot be recorded");
}

TracefsMount::~TracefsMount() {
  if (!is_ours_) return;
  if (umount2(folder_.c_str(), UMOUNT_NOFOLLOW) != 0) {
    fmt::print(stderr, "bench: cannot unmount {}: {}; the next start will try again\n", folder_.string(), std::strerror(errno));
    return;
  }
  std::error_code ignored;
  fs::remove(folder_, ignored);
  claim_.gone();
}

struct RingBuffers::Cpu {
  explicit Cpu(int opened, std::uint16_t which) : descriptor(opened), number(which) {}
  Cpu(Cpu&& other) noexcept : descriptor(std::exchange(other.descriptor, -1)), number(other.number), last_ns(other.last_ns) {}
  Cpu& operator=(Cpu&&) = delete;
  ~Cpu() {
    if (descriptor >= 0) close(descriptor);
  }

  int descriptor;
  std::uint16_t number;
  std::uint64_t last_ns = 0;  // of the last event that was taken
};

void RingBuffers::Destroy::operator()(tracefs_instance* instance) const {
  tracefs_instance_destroy(instance);
  tracefs_instance_free(instance);
}

RingBuffers::RingBuffers(const TracefsMount& tracefs, const RingBufferOptions& options) : device_(options.device) {
  std::string tracing = tracefs.folder();
  tracefs_set_tracing_dir(tracing.data());
  Register& own = own_register();
  const std::string name = own.mark();
  folder_ = tracefs.folder() / "instances" / name;
  claim_ = own.announce(ThingKind::trace_instance, folder_);
  instance_.reset(tracefs_instance_create(name.c_str()));
  if (!instance_) {
    claim_.gone();
    throw tracing_fault("cannot make a trace instance");
  }
  claim_.made();
  write_file("tracing_on", "0");
  write_file("trace_clock", "mono");
  write_file("buffer_size_kb", std::to_string(options.bytes_of_a_cpu >> 10));
  std::error_code ignored;
  // Be woken by the first event, not by half a buffer of them (Linux 4.20 and later).
  if (fs::exists(folder_ / "buffer_percent", ignored)) write_file("buffer_percent", "0");
  decoder_ = std::make_unique<EventDecoder>(
      EventFormats{read_file("events/block/block_bio_queue/format"), read_file("events/block/block_bio_complete/format")});
  open_cpus();
  const std::string filter = fmt::format("dev == {} && common_pid != {}", device_, syscall(SYS_gettid));
  enable_event("block_bio_queue", filter);
  enable_event("block_bio_complete", filter);
  write_file("tracing_on", "1");
}

RingBuffers::~RingBuffers() {
  cpus_.clear();  // an instance whose files are open stays
  instance_.reset();
  std::error_code ignored;
  if (!fs::exists(folder_, ignored)) {
    claim_.gone();
  } else {
    fmt::print(stderr, "bench: the trace instance {} would not go; the next start will try again\n", folder_.string());
  }
}

void RingBuffers::open_cpus() {
  subbuffer_.resize(subbuffer_bytes(folder_));
  for (std::uint16_t cpu = 0;; ++cpu) {
    const std::string file = fmt::format("per_cpu/cpu{}/trace_pipe_raw", cpu);
    std::error_code ignored;
    if (!fs::exists(folder_ / file, ignored)) break;
    const int descriptor = tracefs_instance_file_open(instance_.get(), file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) throw tracing_fault(fmt::format("cannot open {}", (folder_ / file).string()));
    cpus_.emplace_back(descriptor, cpu);
  }
}

void RingBuffers::enable_event(const std::string& name, const std::string& filter) const {
  write_file("events/block/" + name + "/filter", filter);
  write_file("events/block/" + name + "/enable", "1");
}

std::string RingBuffers::read_file(const std::string& name) const {
  char* const text = tracefs_instance_file_read(instance_.get(), name.c_str(), nullptr);
  if (text == nullptr) throw tracing_fault(fmt::format("cannot read {}", (folder_ / name).string()));
  std::string copy = text;
  std::free(text);
  return copy;
}

void RingBuffers::write_file(const std::string& name, const std::string& text) const {
  if (tracefs_instance_file_write(instance_.get(), name.c_str(), text.c_str()) >= 0) return;
  throw tracing_fault(fmt::format("cannot write '{}' to {}", text, (folder_ / name).string()));
}

void RingBuffers::wait(int timeout_ms, int other) const {
  std::vector<pollfd> polled;
  for (const Cpu& cpu : cpus_) polled.push_back({cpu.descriptor, POLLIN, 0});
  if (other >= 0) polled.push_back({other, POLLIN, 0});
  poll(polled.data(), polled.size(), timeout_ms);  // what came meanwhile is seen by looking
}

void RingBuffers::take(EventBatch& batch) {
  batch.events.clear();
  batch.bytes = 0;
  const std::uint64_t now_ns = host::clock_ns();
  batch.complete_until_ns = now_ns - std::min(now_ns, late_ns_max);
  for (Cpu& cpu : cpus_) {
    if (!take_of(cpu, batch)) batch.complete_until_ns = std::min(batch.complete_until_ns, cpu.last_ns);
  }
}

bool RingBuffers::take_of(Cpu& cpu, EventBatch& batch) {
  for (int i = 0; i < subbuffers_of_a_round; ++i) {
    const ssize_t bytes = read(cpu.descriptor, subbuffer_.data(), subbuffer_.size());
    if (bytes <= 0) return true;
    batch.bytes += static_cast<std::uint64_t>(bytes);
    static_cast<void>(decoder_->decode(ByteView(subbuffer_).first(static_cast<std::size_t>(bytes)), cpu.number, device_, batch.events));
    if (!batch.events.empty() && batch.events.back().cpu == cpu.number) cpu.last_ns = batch.events.back().time_ns;
  }
  return false;
}

void RingBuffers::stop() { write_file("tracing_on", "0"); }

std::uint64_t RingBuffers::lost_events() const {
  std::uint64_t lost = 0;
  for (const Cpu& cpu : cpus_) {
    std::istringstream lines(read_attribute(folder_ / fmt::format("per_cpu/cpu{}/stats", cpu.number)).value_or(""));
    for (std::string line; std::getline(lines, line);) {
      // "overrun: 12", "commit overrun: 0", "dropped events: 0"
      const bool counts = line.starts_with("overrun:") || line.starts_with("commit overrun:") || line.starts_with("dropped events:");
      if (counts) lost += std::stoull(line.substr(line.find(':') + 1));
    }
  }
  return lost;
}

}  // namespace zramlab
