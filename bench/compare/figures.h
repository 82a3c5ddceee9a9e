// What is compared of two results: figures of a run, which way is better, and how it is said.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

enum class Better : std::uint8_t { larger, smaller };

enum class FigureUnit : std::uint8_t { ns, per_second, bytes };

struct ComparedFigure {
  std::string_view name;  // as --figures and reports call it
  std::string_view path;  // in a result row (results_file_reader.h)
  Better better;
  FigureUnit unit;
  std::string_view gain;  // what a figure that got better is called
  std::string_view loss;
};

// A line here makes a figure comparable.
inline constexpr std::array<ComparedFigure, 12> compared_figures{{
    {"throughput", "items_per_second", Better::larger, FigureUnit::per_second, "faster", "slower"},
    {"time", "real_time", Better::smaller, FigureUnit::ns, "faster", "slower"},
    {"cpu-time", "cpu_time", Better::smaller, FigureUnit::ns, "less", "more"},
    {"write-p50", "latency_ns.write.p50", Better::smaller, FigureUnit::ns, "faster", "slower"},
    {"write-p99", "latency_ns.write.p99", Better::smaller, FigureUnit::ns, "faster", "slower"},
    {"write-p99.9", "latency_ns.write.p99.9", Better::smaller, FigureUnit::ns, "faster", "slower"},
    {"read-p99", "latency_ns.read.p99", Better::smaller, FigureUnit::ns, "faster", "slower"},
    {"wait-p99", "latency_ns.wait.p99", Better::smaller, FigureUnit::ns, "faster", "slower"},
    {"compressed", "mm_stat.compr_data_size", Better::smaller, FigureUnit::bytes, "smaller", "larger"},
    {"memory", "mm_stat.mem_used_total", Better::smaller, FigureUnit::bytes, "smaller", "larger"},
    {"memory-max", "mm_stat.mem_used_max", Better::smaller, FigureUnit::bytes, "smaller", "larger"},
    {"stream-memory", "stream_bytes_max", Better::smaller, FigureUnit::bytes, "smaller", "larger"},
}};

// Where --figures does not say.
inline constexpr const char* compared_by_default = "throughput,cpu-time,write-p50,write-p99,read-p99,compressed,memory,stream-memory";

// "throughput,write-p99" or "all". THROWS InputError (usage) that names --figures.
std::vector<const ComparedFigure*> parse_figures(const std::string& text);

// "143022/s", "8.21 us", "12.3 MiB".
std::string format_figure(FigureUnit unit, double value);

}  // namespace zramlab
