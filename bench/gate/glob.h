// Names matched by patterns.
#pragma once

#include <string_view>

namespace zramlab {

// Whether `pattern` matches the whole of `name`: `*` stands for any characters, '/' among them, `?` for one.
// O(pattern * name) at worst.
bool matches_glob(std::string_view pattern, std::string_view name);

}  // namespace zramlab
