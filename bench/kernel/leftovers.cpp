#include "bench/kernel/leftovers.h"

#include "bench/kernel/attribute_file.h"
#include "bench/kernel/thing_kinds.h"
#include "bench/kernel/zram_control.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <ranges>
#include <tuple>
#include <utility>

namespace zramlab {

namespace {

namespace fs = std::filesystem;

// What the process that made it had in every name of its choice: a register is called as its owner's mark ends.
std::string mark_of(const fs::path& file) { return fmt::format("zramlab-{}", file.filename().string()); }

// Devices that nobody has set up yet, as one is that was added and then forgotten.
std::vector<std::string> unused_zram_devices() {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/sys/block", ignored)) {
    const std::string name = entry.path().filename().string();
    if (!zram_identity(name).empty() && read_attribute(entry.path() / "disksize") == "0") names.push_back(name);
  }
  return names;
}

bool is_alive(const std::string& process) {
  const auto number = static_cast<pid_t>(std::strtol(process.c_str(), nullptr, 10));
  return number > 0 && (kill(number, 0) == 0 || errno == EPERM);
}

// A dead process's child may still be writing down what it added.
bool lock(int descriptor, const std::string& process) {
  return retry_while_busy([&] { return flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : is_alive(process) ? EAGAIN : EBUSY; }) == 0;
}

// Where a question can be asked and answered.
bool is_conversation() { return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1; }

bool agrees() {
  fmt::print(stderr, "Remove them? [Y/n] ");
  std::string answer;
  return std::getline(std::cin, answer) && (answer.empty() || answer.front() == 'y' || answer.front() == 'Y');
}

}  // namespace

std::string Leftover::text() const { return fmt::format("{} {} of process {}", entry_of(kind).words, name, process); }

Leftovers::Leftovers(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.is_regular_file(ignored)) take(entry.path());
  }
}

Leftovers::~Leftovers() {
  for (const Taken& taken : taken_) close(taken.descriptor);
}

void Leftovers::take(const fs::path& file) {
  const int descriptor = open(file.c_str(), O_RDWR | O_APPEND | O_CLOEXEC);
  if (descriptor < 0) return;
  const std::string name = file.filename().string();
  const std::string process = name.substr(0, name.find('-'));
  if (!lock(descriptor, process)) {
    close(descriptor);
    return;
  }
  taken_.push_back({file, descriptor, process});
  // What ends without a line's end was cut off by its writer's death.
  look_for(things_in(read_text(file).value_or(""), boot_identity()));
}

void Leftovers::look_for(const std::vector<RegisteredThing>& registered) {
  Taken& taken = taken_.back();
  for (const RegisteredThing& thing : std::views::reverse(registered)) {
    if (thing.kind == ThingKind::zram_device && thing.name.empty()) {
      for (const std::string& device : unused_zram_devices()) {
        doubts_.push_back(fmt::format("process {} died while it added a zram device: is it {}, which nobody has set up? "
                                      "`echo {} > {}/hot_remove` removes that",
                                      taken.process, device, device.substr(4), zram_control_folder.string()));
      }
    } else if (is_ours(thing, registered)) {
      things_.push_back({thing.kind, thing.name, entry_of(thing.kind).identity(thing.name), taken.process, thing.claim, taken_.size() - 1});
      ++taken.left;
    }
  }
}

// Whether what has that name now is what the process made.
bool Leftovers::is_ours(const RegisteredThing& thing, const std::vector<RegisteredThing>& registered) const {
  const std::string now = entry_of(thing.kind).identity(thing.name);
  if (now.empty()) return false;
  if (!thing.identity.empty()) return now == thing.identity;
  if (thing.kind != ThingKind::swap_area) return thing.name.find(mark_of(taken_.back().file)) != std::string::npos;
  return std::any_of(registered.begin(), registered.end(), [&](const RegisteredThing& device) {
    return device.kind == ThingKind::zram_device && device.identity == now;
  });
}

std::vector<std::string> Leftovers::remove() {
  std::vector<std::string> failures;
  std::vector<Leftover> kept;
  for (const Leftover& thing : things_) {
    const ThingKindEntry& kind = entry_of(thing.kind);
    // Those removed before it may have taken it along.
    const auto failure = kind.identity(thing.name) == thing.identity ? kind.remove(thing.name) : std::nullopt;
    if (failure) {
      failures.push_back(fmt::format("{}: {}", thing.text(), *failure));
      kept.push_back(thing);
      continue;
    }
    Taken& taken = taken_[thing.taken];
    const std::string line = fmt::format("gone {}\n", thing.claim);
    // Should it not be written, the next start finds that the thing is gone.
    std::ignore = write(taken.descriptor, line.data(), line.size());
    --taken.left;
  }
  things_ = std::move(kept);
  for (const Taken& taken : taken_) {
    if (taken.left == 0) unlink(taken.file.c_str());
  }
  return failures;
}

void offer_clean_up() {
  Leftovers left;
  for (const std::string& doubt : left.doubts()) fmt::print(stderr, "bench: {}\n", doubt);
  const bool asks = is_conversation();
  if (!left.things().empty()) fmt::print(stderr, "bench: {} by processes that died:\n", asks ? "left in the kernel" : "removing what was left in the kernel");
  for (const Leftover& thing : left.things()) fmt::print(stderr, "  {}\n", thing.text());
  if (!left.things().empty() && asks && !agrees()) return;
  for (const std::string& failure : left.remove()) fmt::print(stderr, "bench: {}\n", failure);
}

}  // namespace zramlab
