// Which versions of the compression libraries this program runs with: sizes depend on them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zramlab {

// ("lz4", "1.9.4"), ... of the libraries as loaded, not as compiled against.
std::vector<std::pair<std::string_view, std::string>> library_versions();

}  // namespace zramlab
