#include "bench/kernel/register.h"

#include "bench/kernel/attribute_file.h"
#include "bench/kernel/register_text.h"
#include "bench/kernel/thing_kinds.h"
#include "engine/base/input_error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <sstream>
#include <tuple>
#include <utility>

namespace zramlab {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark_prefix = "zramlab-";

// In clock ticks since the boot: the 22nd field of stat, the 20th after the name, which may hold spaces and brackets.
std::string own_start_time() {
  constexpr int fields_before = 19;
  const std::string stat = read_attribute("/proc/self/stat").value_or("");
  std::istringstream fields(stat.substr(std::min(stat.rfind(')') + 1, stat.size())));
  std::string field;
  for (int i = 0; i <= fields_before; ++i) fields >> field;
  return field;
}

InputError cannot_register(const fs::path& path, int error) {
  return bad_input(fmt::format("what is made in the kernel must be written down, but {} cannot be used: {}; ZRAMLAB_RUNTIME_DIR names another folder",
                               path.string(), std::strerror(error)));
}

// The file, locked. Whoever cleans up may lock a file that is still empty, and remove it: then there is another try.
int open_locked(const fs::path& file) {
  for (;;) {
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor < 0) throw cannot_register(file, errno);
    struct stat status{};
    if (flock(descriptor, LOCK_EX) == 0 && fstat(descriptor, &status) == 0 && status.st_nlink != 0) return descriptor;
    close(descriptor);
  }
}

}  // namespace

Claim::Claim(Claim&& other) noexcept { *this = std::move(other); }

Claim& Claim::operator=(Claim&& other) noexcept {
  std::swap(register_, other.register_);
  std::swap(number_, other.number_);
  std::swap(kind_, other.kind_);
  std::swap(name_, other.name_);
  return *this;
}

void Claim::made() {
  const std::string identity = entry_of(kind_).identity(name_);
  register_->write_down(fmt::format("made {} {} {}\n", number_, identity.empty() ? "?" : identity, name_));
}

void Claim::gone() {
  if (register_ == nullptr) return;
  // Should it not get there, the next start finds that the thing is gone.
  std::ignore = register_->append(fmt::format("gone {}\n", number_));
  const std::lock_guard guard(register_->mutex_);
  --register_->open_;
  register_ = nullptr;
}

Register::Register(const fs::path& folder) : process_(getpid()) {
  const std::string self = fmt::format("{}-{}", process_, own_start_time());
  mark_ = fmt::format("{}{}", mark_prefix, self);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw cannot_register(folder, error.value());
  file_ = folder / self;
  descriptor_ = open_locked(file_);
  if (ftruncate(descriptor_, 0) != 0) throw cannot_register(file_, errno);
  write_down(register_head(boot_identity()) + "\n");
}

Register::~Register() {
  if (open_ == 0 && process_ == getpid()) unlink(file_.c_str());
  close(descriptor_);
}

Claim Register::announce(ThingKind kind, const std::string& name) {
  Claim claim;
  {
    const std::lock_guard guard(mutex_);
    claim.number_ = ++announced_;
    ++open_;
  }
  claim.register_ = this;
  claim.kind_ = kind;
  claim.name_ = name;
  write_down(fmt::format("announced {} {} {}\n", claim.number_, entry_of(kind).name, name));
  return claim;
}

// In one write, so that a line is there or is not.
bool Register::append(const std::string& line) {
  return write(descriptor_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

void Register::write_down(const std::string& line) {
  if (!append(line)) throw cannot_register(file_, errno);
}

fs::path register_folder() {
  if (const char* const folder = std::getenv("ZRAMLAB_RUNTIME_DIR"); folder != nullptr && *folder != '\0') return folder;
  if (geteuid() == 0) return "/run/zramlab";
  if (const char* const folder = std::getenv("XDG_RUNTIME_DIR"); folder != nullptr && *folder != '\0') return fs::path(folder) / "zramlab";
  throw bad_input("what is made in the kernel must be written down, but there is no folder for it: set ZRAMLAB_RUNTIME_DIR to one that a reboot empties");
}

Register& own_register() {
  static std::mutex mutex;
  static std::unique_ptr<Register> own;
  static pid_t owner = 0;
  const std::lock_guard guard(mutex);
  if (owner != getpid()) {
    own = std::make_unique<Register>(register_folder());
    owner = getpid();
  }
  return *own;
}

std::string boot_identity() { return read_attribute("/proc/sys/kernel/random/boot_id").value_or("unknown"); }

}  // namespace zramlab
