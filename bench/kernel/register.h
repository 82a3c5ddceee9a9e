// What this process has made in the kernel and would outlive it, in a file: whoever starts next finds there what a killed process left.
//
// 1. One file for each process, <folder>/<pid>-<start time>, with the boot's identity. Its owner holds a lock on it (flock) for as
//    long as it lives; the kernel lets go of it however the process ends.
// 2. A thing is written down before it is made, and again, with what tells it from others of its name, when it is there.
// 3. Everything here may be called from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

namespace zramlab {

enum class ThingKind : std::uint8_t {
  zram_device,     // named zram3
  swap_area,       // named by its device, /dev/zram3, which is one of ours
  cgroup,          // named by its folder; what runs in it is killed when it is cleaned up
  trace_instance,  // named by its folder
  mount,           // named by its mount point
};

class Register;

// One thing of this process in its register. Destroyed without gone(), it stays written down, for the next start to remove.
class Claim {
 public:
  Claim() = default;
  Claim(Claim&& other) noexcept;
  Claim& operator=(Claim&& other) noexcept;

  // The thing is there.
  void made();

  // The thing was removed, or could not be made.
  void gone();

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  friend class Register;
  friend unsigned hot_add_zram(Claim& claim);

  Register* register_ = nullptr;
  std::uint64_t number_ = 0;
  ThingKind kind_ = ThingKind::zram_device;
  std::string name_;
};

class Register {
 public:
  // THROWS InputError (bad_input) when the folder cannot be made or written to.
  explicit Register(const std::filesystem::path& folder);
  ~Register();  // removes the file, if nothing is left in it; in a forked child it is the parent's, and stays
  Register(const Register&) = delete;
  Register& operator=(const Register&) = delete;

  // Call before the thing is made. `name` is empty where the kernel chooses it (a zram device).
  //
  // When the process dies between this and made(), the thing is taken for ours only if its name contains mark(): put that in every
  // name that you choose. A swap area is ours if its device is.
  [[nodiscard]] Claim announce(ThingKind kind, const std::string& name = {});

  // "zramlab-<pid>-<start time>": a word that no other process of this boot uses.
  [[nodiscard]] const std::string& mark() const { return mark_; }

 private:
  friend class Claim;
  friend unsigned hot_add_zram(Claim& claim);

  [[nodiscard]] bool append(const std::string& line);
  void write_down(const std::string& line);  // THROWS InputError (bad_input)

  const int process_;
  std::string mark_;
  std::filesystem::path file_;
  int descriptor_ = -1;
  std::uint64_t announced_ = 0;
  std::uint64_t open_ = 0;  // announced, not gone
  std::mutex mutex_;
};

// Where registers are: $ZRAMLAB_RUNTIME_DIR, or /run/zramlab for root, or $XDG_RUNTIME_DIR/zramlab.
// THROWS InputError (bad_input) where none of these can be.
std::filesystem::path register_folder();

// This process's, made at its first use in register_folder(). A forked child has one of its own.
Register& own_register();

// The identity of this boot.
std::string boot_identity();

}  // namespace zramlab
