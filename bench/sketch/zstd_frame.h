// What zstd did with a page's literals, read from the frame it made (RFC 8878).
#pragma once

#include "engine/base/types.h"

namespace zramlab {

// Whether the literals of the first block are Huffman-coded: decompressing those takes half as long again. False for raw and repeated
// ones, for blocks that are not compressed, and for what is no frame.
[[nodiscard]] bool has_coded_literals(ByteView frame);

}  // namespace zramlab
