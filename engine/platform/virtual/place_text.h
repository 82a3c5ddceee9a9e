// Places in the source, for people.
#pragma once

#include "engine/platform/virtual/vector_clock.h"

#include <string>

namespace zramlab {

std::string to_string(const Place& place);  // "idle_list.h:51"

}  // namespace zramlab
