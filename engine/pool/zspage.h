// A zspage: one to sixteen pages, cut into objects of one size that may cross from page to page.
#pragma once

#include "engine/pool/era.h"
#include "engine/pool/page_source.h"

#include <array>
#include <cstring>

namespace zramlab {

// A zspage is named by its first page, which makes the table of zspages as long as the table of pages.
using ZspageIndex = PageIndex;
inline constexpr ZspageIndex no_zspage = no_page;

// Names an object of the pool; 0 names none.
using Handle = std::uint32_t;
inline constexpr Handle no_handle = 0;

inline constexpr std::uint16_t no_object = 0xffff;

// 1. The list of free objects ends with the untouched ones in ascending order, which need no link: where the kernel links them all
//    when it makes the zspage, they are linked as they are reached. The order is the same.
// 2. Everything but `pages` is guarded by the lock of the class.
// 3. `pages` is written before the zspage's first object is handed out, and stays until its last one is freed: who has
//    an object may read it.
struct alignas(cache_line_bytes) Zspage {
  ZspageIndex next;            // in its fullness group, or no_zspage
  ZspageIndex previous;
  std::uint16_t objects_used;
  std::uint16_t first_free;    // the object freed last, or no_object
  std::uint16_t untouched;     // objects from this one on were never used
  std::uint8_t class_ordinal;
  std::uint8_t group;
  Handle huge_handle;          // the one object's, where objects have no header
  std::array<PageIndex, chain_size_max> pages;
};

// Where an object is: its zspage, its number in there, and its class, which never changes.
struct Location {
  ZspageIndex zspage;
  std::uint16_t object;
  std::uint8_t class_ordinal;

  bool operator==(const Location&) const = default;
};

// The first word of an object. In a free one, the number of the next free object; in a used one its handle, marked by
// the lowest bit. (With handle_bytes 0 a used object has no such word.)
using Header = std::uint64_t;
constexpr Header header_of_used(Handle handle) { return (Header{handle} << 1) | 1; }
constexpr Header header_of_free(std::uint16_t next) { return Header{next} << 1; }
constexpr bool is_used(Header header) { return (header & 1) != 0; }
constexpr Handle handle_in(Header header) { return static_cast<Handle>(header >> 1); }
constexpr std::uint16_t next_in(Header header) { return static_cast<std::uint16_t>(header >> 1); }

inline Header load_header(const std::byte* object) {
  Header header;
  std::memcpy(&header, object, sizeof header);
  return header;
}
inline void store_header(std::byte* object, Header header) { std::memcpy(object, &header, sizeof header); }

}  // namespace zramlab
