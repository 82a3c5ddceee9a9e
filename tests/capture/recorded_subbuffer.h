// A sub-buffer as Linux 6.18 gave it (trace_pipe_raw of one CPU), and its formats: two writes, a read and a discard of a zram device.
#pragma once

#include "bench/capture/event_decoder.h"

#include <string_view>

namespace zramlab::test {

inline constexpr std::uint32_t recorded_device = (253 << 20) | 1;

inline constexpr std::string_view recorded_subbuffer =
    "3b24180890100000c0010000000000000e00000031080000cd5800000100d00f000000001800000000000000080000005753000000000000"
    "0000707974686f6e3300000000000000000000006c04030034080000cd5800000100d00f0000000018000000000000000800000000000000"
    "575300000000707974686f6e33000000ee73030031080000cd5800000100d00f000000002800000000000000100000005753000057530000"
    "0000707974686f6e3300000000000000000000000ca3000034080000cd5800000100d00f0000000028000000000000001000000000000000"
    "575300000000707974686f6e33000000eecc030031080000cd5800000100d00f000000001800000000000000080000005253000057530000"
    "0000707974686f6e330000000000000000000000ec66000034080000cd5800000100d00f0000000018000000000000000800000000000000"
    "525300000000707974686f6e33000000eecbfc0031080000cd5800000100d00f000000002800000000000000080000004453000052530000"
    "0000707974686f6e330000000000000000000000cc9c000034080000cd5800000100d00f0000000028000000000000000800000000000000"
    "445300000000707974686f6e33000000";

inline const EventFormats recorded_formats{
    .queue = R"format(name: block_bio_queue
ID: 2097
format:
	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;
	field:int common_pid;	offset:4;	size:4;	signed:1;

	field:dev_t dev;	offset:8;	size:4;	signed:0;
	field:sector_t sector;	offset:16;	size:8;	signed:0;
	field:unsigned int nr_sector;	offset:24;	size:4;	signed:0;
	field:char rwbs[10];	offset:28;	size:10;	signed:0;
	field:char comm[16];	offset:38;	size:16;	signed:0;

print fmt: "%u", REC->nr_sector
)format",
    .complete = R"format(name: block_bio_complete
ID: 2100
format:
	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;
	field:int common_pid;	offset:4;	size:4;	signed:1;

	field:dev_t dev;	offset:8;	size:4;	signed:0;
	field:sector_t sector;	offset:16;	size:8;	signed:0;
	field:unsigned nr_sector;	offset:24;	size:4;	signed:0;
	field:int error;	offset:28;	size:4;	signed:1;
	field:char rwbs[10];	offset:32;	size:10;	signed:0;

print fmt: "%u", REC->nr_sector
)format"};

}  // namespace zramlab::test
