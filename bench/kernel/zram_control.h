// Adding and removing zram devices: /sys/class/zram-control.
#pragma once

#include "bench/kernel/register.h"

#include <cerrno>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace zramlab {

inline const std::filesystem::path zram_control_folder = "/sys/class/zram-control";

// Adds a device and writes it down in the claim: its number. The claim was announced without a name.
//
// A child of a few instructions does it, in a session of its own and with signals held off: it lives on when this process is killed, so
// that the number gets into the register all the same.
// THROWS InputError (bad_input).
unsigned hot_add_zram(Claim& claim);

// Of "zram3": "diskseq:57", or of kernels before 5.15 the number of its folder's inode; empty: there is none. The kernel gives neither
// number twice in a boot.
std::string zram_identity(const std::string& name);

// Resets and removes "zram3". nullopt: it is gone; else why it is not, and what to run. Takes its time when somebody looks at it.
std::optional<std::string> remove_zram(const std::string& name);

// Calls `attempt` until it does not return EBUSY, for two seconds at most: udev and blkid look at what appears and changes.
int retry_while_busy(const std::function<int()>& attempt);

}  // namespace zramlab
