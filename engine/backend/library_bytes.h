// Our bytes as the compression libraries take them: pointers to their own character type.
#pragma once

#include "engine/base/types.h"

namespace zramlab {

// What a library reads.
template <class Character>
const Character* source(ByteView bytes) {
  return reinterpret_cast<const Character*>(bytes.data());
}

// What a library writes.
template <class Character>
Character* target(ByteSpan bytes) {
  return reinterpret_cast<Character*>(bytes.data());
}

}  // namespace zramlab
