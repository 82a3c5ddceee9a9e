// The job behind the tables of 2014: iozone with direct I/O on a file system on zram, on a simulated machine.
#pragma once

#include "engine/platform/virtual/machine_profile.h"

#include <cstdint>
#include <string_view>

namespace zramlab {

// What the processes do; each has a file of its own.
enum class IozoneTest { initial_write, rewrite, read, mixed };  // mixed: every other one reads

// What things took on the machine of 2014, in nanoseconds on an otherwise idle core.
struct IozoneTimes {
  // A page's way to its compressed form with LZO, and back. The page is zeros but for its first word, or one byte all over (iozone -V):
  // back it is 4 KiB of overlapping copies, a byte or so a cycle. [est]
  double compress_ns = 700;
  double decompress_ns = 1500;
  double record_ns = 10'000;  // a direct 16 KiB read or write: system call, the file system's mapping, a bio and its end [est]
  double growth_ns = 0;       // what a record costs more where its file grows: blocks, journal, inode
};

// iozone -t `processes` -r 16K -I: records of four pages, one after the other, past the page cache.
struct IozoneJob {
  IozoneTest test = IozoneTest::rewrite;
  unsigned processes = 3;
  unsigned streams = 1;          // max_comp_streams
  bool same_filled = false;      // pages of zeros. iozone's never are: -V 0 stands for its usual pattern
  unsigned records = 1000;       // of each process
  std::uint64_t seed = 1;
  IozoneTimes times{};
};

// KB/s over all processes, of zram with this strategy; "rw-semaphore" is zram before 3.14.
double iozone_rate(std::string_view strategy, const IozoneJob& job, const MachineProfile& machine);

}  // namespace zramlab
