// Compaction: objects of sparse zspages move into fuller ones. Part of pool.h, which includes it at its end.
#pragma once

#include "engine/pool/pool.h"

namespace zramlab {

template <Platform P>
std::uint64_t Pool<P>::compact() {
  if (rules_.compaction == CompactionRule::none) return 0;
  const bool alone = rules_.compaction == CompactionRule::kept;
  // Acquire pairs with the release below: what the last compaction did.
  if (alone && compacting_.exchange(1, memory_order_acquire) != 0) return 0;
  std::uint64_t pages = 0;
  for (std::size_t ordinal = classes_.size(); ordinal-- > 0;) {
    Locked guard(*classes_[ordinal].lock);
    P::touch(classes_[ordinal].footprint);
    pages += compact_class(classes_[ordinal]);
  }
  pages_compacted_.fetch_add(pages, memory_order_relaxed);
  if (alone) compacting_.store(0, memory_order_release);
  return pages;
}

template <Platform P>
std::uint64_t Pool<P>::compact_class(Class& size_class) {
  return rules_.compaction == CompactionRule::kept ? compact_keeping(size_class) : compact_re_inserting(size_class);
}

// Since 6.4. The class ends when it cannot shrink, or when a source was pinned: it would come up again at once.
template <Platform P>
std::uint64_t Pool<P>::compact_keeping(Class& size_class) {
  std::uint64_t pages = 0;
  ZspageIndex destination = no_zspage;
  Moved moved = Moved::source_drained;
  while (moved != Moved::met_pinned && size_class.compactable()) {
    if (destination == no_zspage) destination = isolate(size_class, size_class.lists.fullest(rules_.groups));
    const ZspageIndex source = isolate(size_class, size_class.lists.emptiest(rules_.groups));
    if (source == no_zspage) break;
    moved = move_objects(size_class, source, destination);
    pages += put_back(size_class, source);
    if (zspages()[destination].objects_used == size_class.size.objects) {
      put_back(size_class, destination);
      destination = no_zspage;
    }
  }
  if (destination != no_zspage) put_back(size_class, destination);
  return pages;
}

// 4.1 to 6.3. A destination returns to its list whenever the source was drained or it is full itself, and so may be the
// next source: the same objects then move twice. A source is taken off its list before anybody asks whether the class can
// shrink, and put back if it cannot: that too may change which zspage is the head.
template <Platform P>
std::uint64_t Pool<P>::compact_re_inserting(Class& size_class) {
  std::uint64_t pages = 0;
  Moved moved = Moved::source_drained;
  while (moved == Moved::source_drained) {
    const ZspageIndex source = isolate(size_class, size_class.lists.emptiest(rules_.groups));
    if (source == no_zspage) break;
    moved = Moved::destination_full;
    while (moved == Moved::destination_full && size_class.compactable()) {
      const ZspageIndex destination = isolate(size_class, size_class.lists.fullest(rules_.groups));
      if (destination == no_zspage) break;
      moved = move_objects(size_class, source, destination);
      put_back(size_class, destination);
    }
    pages += put_back(size_class, source);
  }
  return pages;
}

// Takes a zspage off its list. Passes no_zspage through.
template <Platform P>
ZspageIndex Pool<P>::isolate(Class& size_class, ZspageIndex index) {
  if (index != no_zspage) size_class.lists.remove(zspages(), index);
  return index;
}

// Puts an isolated zspage into its group, or frees it when it is empty; returns the pages freed.
template <Platform P>
std::uint64_t Pool<P>::put_back(Class& size_class, ZspageIndex index) {
  const std::uint16_t used = zspages()[index].objects_used;
  if (used == 0) {
    free_zspage(size_class, index);
    return size_class.size.pages;
  }
  size_class.lists.insert(zspages(), index, size_class.group_of_used[used], rules_.groups);
  return 0;
}

// Moves objects, lowest number first.
template <Platform P>
typename Pool<P>::Moved Pool<P>::move_objects(Class& size_class, ZspageIndex source, ZspageIndex destination) {
  const std::uint32_t objects = size_class.size.objects;
  const std::uint32_t touched = zspages()[source].untouched;
  bool met_pinned = false;
  for (std::uint32_t number = 0; number < touched && zspages()[source].objects_used != 0; ++number) {
    const Location from{.zspage = source,
                        .object = static_cast<std::uint16_t>(number),
                        .class_ordinal = size_class.ordinal};
    const Header header = load_header(object_at(size_class, from));
    if (!is_used(header)) continue;
    if (zspages()[destination].objects_used == objects) return Moved::destination_full;
    if (handles_.try_pin(handle_in(header))) {
      move_object(size_class, handle_in(header), from, destination);
    } else {
      met_pinned = true;
    }
  }
  return met_pinned ? Moved::met_pinned : Moved::source_drained;
}

// REQUIRES the handle's pin, which ends here.
template <Platform P>
void Pool<P>::move_object(Class& size_class, Handle handle, const Location& from, ZspageIndex destination) {
  const Location to = take_object(size_class, destination, handle);
  copy_object(size_class, from, to);
  handles_.move(handle, to);
  drop_object(size_class, from);
  ++size_class.objects_moved;
}

// Copies all but the header, in pieces that end where a page of either side ends.
template <Platform P>
void Pool<P>::copy_object(const Class& size_class, const Location& from, const Location& to) {
  const std::size_t bytes = size_class.size.bytes;
  std::size_t source = from.object * bytes + size_class.header_bytes;
  std::size_t destination = to.object * bytes + size_class.header_bytes;
  std::size_t left = bytes - size_class.header_bytes;
  while (left != 0) {
    const std::size_t piece =
        std::min({left, page_bytes - source % page_bytes, page_bytes - destination % page_bytes});
    std::memcpy(byte_at(zspages()[to.zspage], destination), byte_at(zspages()[from.zspage], source), piece);
    source += piece;
    destination += piece;
    left -= piece;
  }
}

}  // namespace zramlab
