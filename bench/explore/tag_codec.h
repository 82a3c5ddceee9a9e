// Pages that are their tag, and a codec that compresses them to it: exploration has no use for real content.
#pragma once

#include "bench/explore/history.h"
#include "engine/backend/backend.h"

#include <memory>

namespace zramlab {

// What a tagged page is compressed to.
inline constexpr std::size_t compressed_page_bytes = 16;

// The page of this tag, for as long as the program runs. REQUIRES 0 < tag < 256.
PageView tagged_page(PageTag tag);
// The tag of a page; empty_slot for one of zeros.
PageTag tag_of(PageView page);

std::shared_ptr<const Codec> make_tag_codec();

}  // namespace zramlab
