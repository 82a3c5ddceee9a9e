// What a live kernel answered to a sequence of writes; tests/pool/data/README.md says how it was recorded.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace zramlab {

// Numbers by the name of their column.
using Recording = std::map<std::string, std::vector<std::int64_t>>;

// Reads data/NAME.zst. Aborts on anything that is not such a file.
Recording read_recording(const std::string& name);

}  // namespace zramlab
