// What is known of a figure by its path, as "latency_ns.write.p99".
#pragma once

#include "bench/results_file_reader.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

enum class GoodDirection : std::uint8_t { lower, higher, neither };  // neither: any change is one for the worse

std::string_view to_string(GoodDirection better);

// Every figure of the row but those that only number it.
std::vector<std::string> metrics_of(const ResultRow& row);

// Where nobody says: throughput, efficiency and fairness are better when higher, all else when lower.
GoodDirection better_by_default(std::string_view metric);

// Whether the same program with the same seed gives this figure again to the digit: every figure of a simulated run but those
// of the host, and of real threads what the input alone decides.
bool is_exact_by_default(std::string_view metric, bool simulated, std::uint64_t threads);

}  // namespace zramlab
