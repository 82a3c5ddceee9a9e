// The parts of a validation, each with its own referee.
#pragma once

#include "bench/validate/figure.h"

#include <array>
#include <filesystem>
#include <string_view>

namespace zramlab {

struct ValidateOptions {
  bool quick = false;          // looser statistics, simulated parts only: for tests and CI
  std::uint64_t seed = 1;
  unsigned repetitions = 3;    // of real runs
  std::filesystem::path twin;  // the SimGrid program; empty: it was not built
};

PartReport validate_closed_forms(const ValidateOptions& options);
PartReport validate_twin(const ValidateOptions& options);
PartReport validate_host(const ValidateOptions& options);
PartReport validate_2014(const ValidateOptions& options);

struct ValidationPart {
  std::string_view name;
  std::string_view summary;
  bool is_simulated;  // no real time decides what it says
  PartReport (*run)(const ValidateOptions& options);
};

inline constexpr auto validation_parts = std::to_array<ValidationPart>({
    {"closed-forms", "queueing theory: machine repairman, mean value analysis, ticket lock, knee, scalability law", true,
     validate_closed_forms},
    {"twin", "the same queueing model in SimGrid, an independent simulator", true, validate_twin},
    {"host", "this host's real threads against its simulated profile", false, validate_host},
    {"2014", "the tables published with the patches of 2014", true, validate_2014},
});

}  // namespace zramlab
