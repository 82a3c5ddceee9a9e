#include "bench/export/exporter.h"

#include <array>

namespace zramlab {

namespace {

constexpr std::array<Exporter, 4> table{{
    {"custom-smaller-is-better", "github-action-benchmark: time, p99 and memory", false, export_custom_smaller},
    {"custom-bigger-is-better", "github-action-benchmark: throughput and efficiency", false, export_custom_bigger},
    {"bmf", "Bencher's own JSON, every measure with its interval", false, export_bmf},
    {"hgrm", "HdrHistogram percentiles, a file for each latency histogram", true, export_hgrm},
}};

}  // namespace

std::span<const Exporter> exporters() { return table; }

}  // namespace zramlab
