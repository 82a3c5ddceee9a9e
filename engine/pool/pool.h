// The zsmalloc model: compressed pages, packed exactly as the kernel packs them.
//
// Models   zsmalloc from Linux 3.14 to the newest, by PoolRules; docs/pool.md has the rules and what is left out.
// Guards   A class's lock (or the one lock of PoolLock::whole_pool) guards its zspages, lists, counters and free handles.
//          A handle's pin guards the bytes of its object. Pages come and go without a lock.
// Order    class lock, then pins, which are only tried there. begin_read() keeps the pin until end_read(): in between, the
//          thread must not call this pool with the same handle; allocate() and free() of others are allowed.
// Trades   A lock for each class costs compaction a look at each object's pin; one lock for all makes writers of different
//          sizes wait for each other.
#pragma once

#include "engine/base/check.h"
#include "engine/base/outcome.h"
#include "engine/base/random.h"
#include "engine/base/types.h"
#include "engine/pool/census.h"
#include "engine/pool/pool_class.h"

#include <optional>
#include <span>

namespace zramlab {

enum class Allocation : std::uint8_t { may_sleep, no_wait };

struct PoolOptions {
  PoolRules rules;
  PoolLock lock = PoolLock::per_class;
  std::size_t pages_max = std::size_t{1} << 20;  // 4 GiB; at most pool_pages_max
  // Share of Allocation::no_wait attempts at a new zspage that fail, as under memory pressure. The seed decides for the
  // n-th attempt whatever thread makes it.
  double no_wait_failure_share = 0;
  std::uint64_t seed = 0;
};

// 1. pages_used() is the sum over all zspages of their pages: mem_used_total / 4096.
// 2. Who calls write(), begin_read() or free() owns the handle: no other thread frees it at the same time.
// 3. Nothing is allocated from the heap after construction; recount() is the exception.
template <Platform P>
class Pool {
 public:
  explicit Pool(const PoolOptions& options);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // An object for `bytes` bytes, 1 to 4096. Outcome::no_memory when its class has no room and no zspage could be made:
  // pages_max is reached, the handles are used up, or the failure was ordered (Fault::allocation,
  // no_wait_failure_share); `handle` is no_handle then. With Allocation::may_sleep, REQUIRES that sleeping is allowed here.
  Outcome allocate(std::size_t bytes, Allocation allocation, Handle& handle);

  // Gives the object back; a zspage without objects is freed at once. REQUIRES that the handle is not pinned.
  void free(Handle handle);

  // Fills the object from its first byte. REQUIRES that `content` is no longer than what was allocated.
  void write(Handle handle, ByteView content);

  // The object's first `bytes` bytes: where they lie when that is in one page, otherwise put together in `scratch`. They
  // stay until end_read(); compaction leaves the object where it is.
  ByteView begin_read(Handle handle, std::size_t bytes, PageSpan scratch);
  void end_read(Handle handle) { handles_.unpin(handle); }

  // Moves objects into fewer zspages, by the era's rule; returns the pages freed. One class at a time is locked. Objects
  // that are pinned just then stay, and end the work on their class. Since 6.4 a second caller at the same time returns
  // 0 at once.
  std::uint64_t compact();

  [[nodiscard]] std::uint64_t pages_used() const { return pages_used_.load(memory_order_relaxed); }
  // The same for who only watches: it costs nothing in a simulated run.
  [[nodiscard]] std::uint64_t peek_pages_used() const { return P::peek(pages_used_); }
  // Freed by compact() so far, and objects that it moved.
  [[nodiscard]] std::uint64_t pages_compacted() const { return pages_compacted_.load(memory_order_relaxed); }
  [[nodiscard]] std::uint64_t objects_moved();
  [[nodiscard]] std::uint64_t stored_objects();

  [[nodiscard]] const SizeClassTable& classes() const { return table_; }
  [[nodiscard]] const PoolRules& rules() const { return rules_; }

  // Touches the memory for `bytes` of pages and what describes them, ahead of a timed run. REQUIRES that no other thread
  // uses the pool.
  void prefault(std::size_t bytes);

  // Walks every zspage, list and handle, checks all invariants (a violation aborts), and counts. REQUIRES that no other
  // thread uses the pool, and no handle is pinned. Its own heap use is proportional to the pages.
  [[nodiscard]] PoolCensus recount();

 private:
  using Class = PoolClass<P>;
  enum class Moved : std::uint8_t { source_drained, destination_full, met_pinned };

  // Zspages.
  ZspageIndex make_zspage(const Class& size_class, Allocation allocation);
  void free_zspage(Class& size_class, ZspageIndex index);
  bool no_wait_fails();
  [[nodiscard]] std::byte* byte_at(const Zspage& zspage, std::size_t offset) const {
    return pages_.page(zspage.pages[offset / page_bytes]) + offset % page_bytes;
  }
  [[nodiscard]] std::byte* object_at(const Class& size_class, const Location& at) const {
    return byte_at(zspages()[at.zspage], std::size_t{at.object} * size_class.size.bytes);
  }
  [[nodiscard]] Zspage* zspages() const { return zspage_memory_.template as<Zspage>(); }

  // Objects in zspages. REQUIRES the class's lock, all of them.
  ZspageIndex zspage_with_room(Class& size_class, Allocation allocation);
  Location take_object(Class& size_class, ZspageIndex index, Handle handle);
  void drop_object(Class& size_class, const Location& at);
  [[nodiscard]] std::uint16_t free_after(const Class& size_class, const Location& at) const;
  void regroup(Class& size_class, ZspageIndex index);
  void fetch_object(const Class& size_class, const Location& at) const;

  // Compaction (compaction.h). REQUIRES the class's lock.
  std::uint64_t compact_class(Class& size_class);
  std::uint64_t compact_keeping(Class& size_class);
  std::uint64_t compact_re_inserting(Class& size_class);
  ZspageIndex isolate(Class& size_class, ZspageIndex index);
  std::uint64_t put_back(Class& size_class, ZspageIndex index);
  Moved move_objects(Class& size_class, ZspageIndex source, ZspageIndex destination);
  void move_object(Class& size_class, Handle handle, const Location& from, ZspageIndex destination);
  void copy_object(const Class& size_class, const Location& from, const Location& to);

  // Census (recount.h).
  ClassCensus recount_class(const Class& size_class, std::vector<bool>& seen);
  void recount_zspage(const Class& size_class, ZspageIndex index, std::vector<bool>& seen);
  void recount_handles(const PoolCensus& census);

  const PoolRules rules_;
  const double no_wait_failure_share_;
  const Random no_wait_choices_;
  SizeClassTable table_;
  PageSource<P> pages_;
  Reservation zspage_memory_;
  HandleTable<P> handles_;
  Spinlock<P> pool_lock_;
  std::vector<Class> classes_;
  alignas(cache_line_bytes) typename P::template Atomic<std::uint64_t> pages_used_{0};
  typename P::template Atomic<std::uint64_t> pages_compacted_{0};
  typename P::template Atomic<std::uint64_t> no_wait_attempts_{0};
  typename P::template Atomic<std::uint32_t> compacting_{0};
};

template <Platform P>
Pool<P>::Pool(const PoolOptions& options)
    : rules_(options.rules),
      no_wait_failure_share_(options.no_wait_failure_share),
      no_wait_choices_(options.seed),
      table_(options.rules),
      pages_(options.pages_max),
      zspage_memory_(options.pages_max * sizeof(Zspage)),
      handles_(options.pages_max),
      classes_(table_.classes().size()) {
  for (std::size_t ordinal = 0; ordinal < classes_.size(); ++ordinal) {
    Class& size_class = classes_[ordinal];
    size_class.size = table_.classes()[ordinal];
    size_class.ordinal = static_cast<std::uint8_t>(ordinal);
    size_class.header_bytes = size_class.size.huge ? 0 : rules_.handle_bytes;
    size_class.group_of_used = group_table(rules_.groups, size_class.size.objects);
    if (options.lock == PoolLock::whole_pool) size_class.lock = &pool_lock_;
  }
}

template <Platform P>
Outcome Pool<P>::allocate(std::size_t bytes, Allocation allocation, Handle& handle) {
  ZRAMLAB_CHECK(bytes >= 1 && bytes <= page_bytes, "an object has 1 to 4096 bytes");
  if (allocation == Allocation::may_sleep) P::may_sleep();
  Class& size_class = classes_[table_.ordinal_of(bytes)];
  Locked guard(*size_class.lock);
  P::touch(size_class.footprint);
  // What comes next lies in other lines that another CPU may have written last: asked for together, and at once for writing, they
  // come in one trip instead of four.
  handles_.fetch_first(size_class.handles);
  if (const ZspageIndex next = size_class.lists.fullest(rules_.groups); next != no_zspage) P::fetch(&zspages()[next]);
  handle = handles_.acquire(size_class.handles);
  if (handle == no_handle) return Outcome::no_memory;
  const ZspageIndex zspage = zspage_with_room(size_class, allocation);
  if (zspage == no_zspage) {
    handles_.release(size_class.handles, handle);
    handle = no_handle;
    return Outcome::no_memory;
  }
  handles_.bind(handle, take_object(size_class, zspage, handle));
  size_class.count_used(1);
  regroup(size_class, zspage);
  return Outcome::ok;
}

// Drops the class's lock while it makes a zspage, as that may sleep. Another thread may make one at the same time, and
// each then uses its own: that is where the kernel's peaks of mem_used_max above one writer's come from.
template <Platform P>
ZspageIndex Pool<P>::zspage_with_room(Class& size_class, Allocation allocation) {
  const ZspageIndex partial = size_class.lists.fullest(rules_.groups);
  if (partial != no_zspage) return partial;
  size_class.lock->unlock();
  const ZspageIndex made = make_zspage(size_class, allocation);
  size_class.lock->lock();
  if (made == no_zspage) return no_zspage;
  size_class.count_allocated(size_class.size.objects);
  size_class.lists.insert(zspages(), made, 0, rules_.groups);
  return made;
}

template <Platform P>
void Pool<P>::free(Handle handle) {
  Class& size_class = classes_[handles_.class_of(handle)];
  Locked guard(*size_class.lock);
  P::touch(size_class.footprint);
  ZRAMLAB_CHECK(!handles_.is_pinned(handle), "an object is freed while it is read");
  const Location at = handles_.location_of(handle);
  handles_.release(size_class.handles, handle);
  drop_object(size_class, at);
  size_class.count_used(~std::uint32_t{0});
  if (zspages()[at.zspage].objects_used != 0) {
    regroup(size_class, at.zspage);
  } else {
    size_class.lists.remove(zspages(), at.zspage);
    free_zspage(size_class, at.zspage);
  }
}

template <Platform P>
void Pool<P>::write(Handle handle, ByteView content) {
  const Location at = handles_.pin(handle);
  const Class& size_class = classes_[at.class_ordinal];
  ZRAMLAB_CHECK(content.size() + size_class.header_bytes <= size_class.size.bytes, "more bytes than were allocated");
  const Zspage& zspage = zspages()[at.zspage];
  const std::size_t offset = std::size_t{at.object} * size_class.size.bytes + size_class.header_bytes;
  const std::size_t first = std::min(content.size(), page_bytes - offset % page_bytes);
  std::memcpy(byte_at(zspage, offset), content.data(), first);
  if (first < content.size()) {
    std::memcpy(byte_at(zspage, offset + first), content.data() + first, content.size() - first);
  }
  handles_.unpin(handle);
}

template <Platform P>
ByteView Pool<P>::begin_read(Handle handle, std::size_t bytes, PageSpan scratch) {
  const Location at = handles_.pin(handle);
  const Class& size_class = classes_[at.class_ordinal];
  ZRAMLAB_CHECK(bytes + size_class.header_bytes <= size_class.size.bytes, "more bytes than were allocated");
  const Zspage& zspage = zspages()[at.zspage];
  const std::size_t offset = std::size_t{at.object} * size_class.size.bytes + size_class.header_bytes;
  const std::size_t first = std::min(bytes, page_bytes - offset % page_bytes);
  if (first == bytes) return {byte_at(zspage, offset), bytes};
  std::memcpy(scratch.data(), byte_at(zspage, offset), first);
  std::memcpy(scratch.data() + first, byte_at(zspage, offset + first), bytes - first);
  return scratch.first(bytes);
}

template <Platform P>
std::uint64_t Pool<P>::stored_objects() {
  std::uint64_t objects = 0;
  for (Class& size_class : classes_) {
    Locked guard(*size_class.lock);
    objects += size_class.objects_used.get();
  }
  return objects;
}

template <Platform P>
std::uint64_t Pool<P>::objects_moved() {
  std::uint64_t objects = 0;
  for (Class& size_class : classes_) {
    Locked guard(*size_class.lock);
    objects += size_class.objects_moved;
  }
  return objects;
}

template <Platform P>
void Pool<P>::prefault(std::size_t bytes) {
  constexpr std::size_t typical_object_bytes = 512;  // swap traffic compresses to a mean of 1 to 2 KB a page
  pages_.prefault(bytes);
  zspage_memory_.prefault(0, bytes / page_bytes * sizeof(Zspage));
  handles_.prefault(bytes / typical_object_bytes);
}

template <Platform P>
ZspageIndex Pool<P>::make_zspage(const Class& size_class, Allocation allocation) {
  if (P::fails(Fault::allocation)) return no_zspage;
  if (allocation == Allocation::no_wait && no_wait_fails()) return no_zspage;
  std::array<PageIndex, chain_size_max> pages;
  if (!pages_.take(std::span(pages).first(size_class.size.pages))) return no_zspage;
  pages_used_.fetch_add(size_class.size.pages, memory_order_relaxed);
  const ZspageIndex index = pages.front();
  Zspage& zspage = zspages()[index];
  zspage.pages = pages;
  zspage.objects_used = 0;
  zspage.first_free = 0;
  zspage.untouched = 0;
  zspage.class_ordinal = size_class.ordinal;
  zspage.huge_handle = no_handle;
  return index;
}

template <Platform P>
void Pool<P>::free_zspage(Class& size_class, ZspageIndex index) {
  size_class.count_allocated(~size_class.size.objects + 1);
  pages_.give_back(std::span(zspages()[index].pages).first(size_class.size.pages));
  pages_used_.fetch_sub(size_class.size.pages, memory_order_relaxed);
}

template <Platform P>
bool Pool<P>::no_wait_fails() {
  if (no_wait_failure_share_ <= 0) return false;
  const std::uint64_t attempt = no_wait_attempts_.fetch_add(1, memory_order_relaxed);
  return no_wait_choices_.fork(attempt).chance(no_wait_failure_share_);
}

template <Platform P>
Location Pool<P>::take_object(Class& size_class, ZspageIndex index, Handle handle) {
  Zspage& zspage = zspages()[index];
  const Location at{.zspage = index, .object = zspage.first_free, .class_ordinal = size_class.ordinal};
  std::byte* const object = object_at(size_class, at);
  fetch_object(size_class, at);
  zspage.first_free = free_after(size_class, at);
  zspage.untouched = std::max(zspage.untouched, static_cast<std::uint16_t>(at.object + 1));
  ++zspage.objects_used;
  if (size_class.size.huge) {
    zspage.huge_handle = handle;
  } else if (size_class.header_bytes != 0) {
    store_header(object, header_of_used(handle));
  }
  return at;
}

// Fetches the object's cache lines for writing, all at once: the copy, which comes next, would ask for them one after the
// other, and the first locked instruction after it waits for the last one.
template <Platform P>
void Pool<P>::fetch_object(const Class& size_class, const Location& at) const {
  const std::size_t begin = std::size_t{at.object} * size_class.size.bytes;
  for (std::size_t offset = begin; offset < begin + size_class.size.bytes; offset += cache_line_bytes) {
    P::fetch(byte_at(zspages()[at.zspage], offset));
  }
}

// The free object that follows another one in the list of its zspage, or no_object.
template <Platform P>
std::uint16_t Pool<P>::free_after(const Class& size_class, const Location& at) const {
  if (at.object < zspages()[at.zspage].untouched) return next_in(load_header(object_at(size_class, at)));
  const std::uint32_t next = at.object + 1u;
  return next < size_class.size.objects ? static_cast<std::uint16_t>(next) : no_object;
}

template <Platform P>
void Pool<P>::drop_object(Class& size_class, const Location& at) {
  Zspage& zspage = zspages()[at.zspage];
  store_header(object_at(size_class, at), header_of_free(zspage.first_free));
  zspage.first_free = at.object;
  --zspage.objects_used;
}

template <Platform P>
void Pool<P>::regroup(Class& size_class, ZspageIndex index) {
  const Zspage& zspage = zspages()[index];
  const std::uint8_t group = size_class.group_of_used[zspage.objects_used];
  if (group == zspage.group) return;
  size_class.lists.remove(zspages(), index);
  size_class.lists.insert(zspages(), index, group, rules_.groups);
}

}  // namespace zramlab

#include "engine/pool/compaction.h"
#include "engine/pool/recount.h"
