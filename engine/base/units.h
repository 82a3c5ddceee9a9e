// Sizes, durations and counts as people write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace zramlab {

// "64M", "1.5GiB", "4096" -> bytes. Suffixes K M G T are powers of 1024, as in zram's sysfs files.
// THROWS InputError (usage) that names `option`.
std::uint64_t parse_bytes(std::string_view text, std::string_view option);

// "500ms", "10s", "2m", "3" (seconds) -> nanoseconds. THROWS InputError (usage) that names `option`.
std::uint64_t parse_duration_ns(std::string_view text, std::string_view option);

// "1500", "20k", "3M" (powers of 1000) -> a count. THROWS InputError (usage) that names `option`.
std::uint64_t parse_count(std::string_view text, std::string_view option);

// 12.3 MiB, 4.0 KiB, 512 B.
std::string format_bytes(double bytes);

// 850 ns, 4.21 us, 12.0 ms, 3.20 s.
std::string format_ns(double nanoseconds);

}  // namespace zramlab
