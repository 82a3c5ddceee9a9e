// What `bench referee` prints and writes.
#pragma once

#include "bench/referee/judgement.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace zramlab {

std::string to_text(const RefereeRequest& request, const RefereeReport& report);

// The last line: what was equal, within its tolerance, or not.
std::string verdict_line(const RefereeRequest& request, const RefereeReport& report);

nlohmann::ordered_json to_json(const RefereeRequest& request, const RefereeReport& report);

}  // namespace zramlab
