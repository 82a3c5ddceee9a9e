// What processes left in the kernel when they died, and its removal.
//
// 1. Only what a register says a process made is ever touched: of this boot, and still the same thing. A number or a name that
//    somebody else uses by now is not.
// 2. A register belongs to whoever holds its lock. A live process holds its own, so those that are seen here are of dead ones.
#pragma once

#include "bench/kernel/register_text.h"

#include <filesystem>
#include <string>
#include <vector>

namespace zramlab {

// One thing that a dead process left and that is still there.
struct Leftover {
  ThingKind kind = ThingKind::zram_device;
  std::string name;
  std::string identity;
  std::string process;      // its number
  std::uint64_t claim = 0;  // in its register,
  std::size_t taken = 0;    // which is this one of those taken

  [[nodiscard]] std::string text() const;  // "zram device zram3 of process 4711"
};

class Leftovers {
 public:
  // Takes over the registers in `folder` that nobody holds. A folder that is not there has none.
  explicit Leftovers(const std::filesystem::path& folder = register_folder());
  ~Leftovers();  // lets go of the registers
  Leftovers(const Leftovers&) = delete;
  Leftovers& operator=(const Leftovers&) = delete;

  // In the order of removal: what was made last comes first.
  [[nodiscard]] const std::vector<Leftover>& things() const { return things_; }

  // What cannot be told from other people's, in words, with what to look for: a process died in the instant between asking for a zram
  // device and writing its number down. Never touched.
  [[nodiscard]] const std::vector<std::string>& doubts() const { return doubts_; }

  // Removes them, and the registers with nothing left in them. Says for each thing that would not go why, and what to run; those stay
  // registered.
  std::vector<std::string> remove();

 private:
  // A register that this object holds the lock of.
  struct Taken {
    std::filesystem::path file;
    int descriptor = -1;
    std::string process;
    std::size_t left = 0;  // things that are still there
  };

  void take(const std::filesystem::path& file);
  void look_for(const std::vector<RegisteredThing>& registered);
  bool is_ours(const RegisteredThing& thing, const std::vector<RegisteredThing>& registered) const;

  std::vector<Taken> taken_;
  std::vector<Leftover> things_;
  std::vector<std::string> doubts_;
};

// What every command that makes things in the kernel does first: tells on stderr what dead processes left, asks on a terminal whether to
// remove it, and removes it without asking where nobody can be asked.
void offer_clean_up();

}  // namespace zramlab
