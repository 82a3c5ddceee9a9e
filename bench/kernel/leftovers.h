// What processes left in the kernel when they died, and its removal.
//
// 1. Only what a register says a process made is ever touched: of this boot, and still the same thing. A number or a name that
//    somebody else uses by now is not.
// 2. A register belongs to whoever holds its lock. A live process holds its own, so what is seen here is of dead ones.
#pragma once

#include "bench/kernel/register.h"

#include <filesystem>
#include <string>
#include <vector>

namespace zramlab {

// One thing that a dead process left and that is still there.
struct Leftover {
  ThingKind kind = ThingKind::zram_device;
  std::string name;
  std::string owner;  // "process 4711"

  [[nodiscard]] std::string text() const;  // "zram device zram3, of process 4711"
};

class Leftovers {
 public:
  // Takes over the registers in `folder` that nobody holds. A folder that is not there has none.
  explicit Leftovers(const std::filesystem::path& folder = register_folder());
  ~Leftovers();
  Leftovers(const Leftovers&) = delete;
  Leftovers& operator=(const Leftovers&) = delete;

  // In the order of removal: what was made last comes first.
  [[nodiscard]] const std::vector<Leftover>& things() const { return things_; }

  // What cannot be told from other people's: a process died in the instant between asking for a zram device and writing its number
  // down. In words, with what to look for. Never touched.
  [[nodiscard]] const std::vector<std::string>& doubts() const { return doubts_; }

  // Removes them. Says for each that would not go why, with the command that does it; those stay registered.
  std::vector<std::string> remove();

 private:
  struct DeadRegister;

  void read(DeadRegister& dead);

  std::vector<DeadRegister> registers_;
  std::vector<Leftover> things_;
  std::vector<std::string> doubts_;
};

// What every command that makes things in the kernel does first: tells what dead processes left on stderr, asks on a terminal whether
// to remove it, and removes it without asking where nobody can be asked.
void offer_clean_up();

}  // namespace zramlab
