#include "engine/platform/virtual/place_text.h"

#include <fmt/format.h>

#include <string_view>

namespace zramlab {

std::string to_string(const Place& place) {
  const std::string_view file = place.file_name();
  return fmt::format("{}:{}", file.substr(file.rfind('/') + 1), place.line());
}

}  // namespace zramlab
