// Where zspages get their pages: a reservation of pages, handed out without a lock.
#pragma once

#include "engine/base/check.h"
#include "engine/base/types.h"
#include "engine/platform/platform.h"
#include "engine/base/reservation.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <span>
#include <type_traits>

namespace zramlab {

using PageIndex = std::uint32_t;
inline constexpr PageIndex no_page = std::numeric_limits<PageIndex>::max();

// 64 GiB: a zspage is named by its first page, in 24 bits of an object's location.
inline constexpr std::size_t pool_pages_max = std::size_t{1} << 24;

// Models the page allocator as far as zsmalloc sees it: pages come singly, in no useful order, the last one freed
// first. Lock-free, so that the pool has no lock but those the kernel's has.
//
// 1. A page is either handed out, or on the stack of free pages, or has never been touched (index >= touched_).
// 2. free_ is (tag, top of the stack); every change counts the tag up. next_[i] is the page below page i. It is written
//    only by who pushes i, and may be read while someone else takes i away: then the tag has changed, and the reader's
//    exchange fails. The tag comes round after 2^32 changes within one attempt of a reader.
//    Such a reader may even come to a page that was first handed out after it loaded free_, of which nothing tells it. So a
//    link is never initialised by a plain write while others walk: zeroed memory is its initial value, as in ZeroedArray.
// 3. Several pages are taken or given back in one exchange.
template <Platform P>
class PageSource {
 public:
  // REQUIRES pages_max 1 to pool_pages_max.
  explicit PageSource(std::size_t pages_max)
      : pages_max_(checked(pages_max)), pages_(pages_max * page_bytes), next_memory_(pages_max * sizeof(Link)) {}

  ~PageSource() {
    if constexpr (!std::is_trivially_destructible_v<Link>) std::destroy_n(next(), touched());
  }
  PageSource(const PageSource&) = delete;
  PageSource& operator=(const PageSource&) = delete;

  [[nodiscard]] std::byte* page(PageIndex index) const { return pages_.data() + index * page_bytes; }
  [[nodiscard]] std::size_t pages_max() const { return pages_max_; }

  // Fills `wanted`, or takes nothing and returns false: then pages_max was reached.
  bool take(std::span<PageIndex> wanted) {
    const std::size_t reused = pop(wanted);
    if (reused == wanted.size() || touch(wanted.subspan(reused))) return true;
    give_back(wanted.first(reused));
    return false;
  }

  // REQUIRES that each of them was taken, and is given back once. Does not look at `pages` after that: they may describe
  // the next owner's by then.
  void give_back(std::span<const PageIndex> pages) {
    if (pages.empty()) return;
    for (std::size_t i = 0; i + 1 < pages.size(); ++i) next()[pages[i]].store(pages[i + 1], memory_order_relaxed);
    std::uint64_t seen = free_.load(memory_order_relaxed);
    do {
      next()[pages.back()].store(top_of(seen), memory_order_relaxed);
      // Release: pairs with the acquires in pop(), which then see the links and the last use of the pages.
    } while (!free_.compare_exchange_weak(seen, after(seen, pages.front()), memory_order_release, memory_order_relaxed));
  }

  // Touches the first `bytes` of pages and their links. REQUIRES that no other thread uses the source.
  void prefault(std::size_t bytes) {
    pages_.prefault(0, bytes);
    next_memory_.prefault(0, bytes / page_bytes * sizeof(Link));
  }

  // Pages handed out at least once.
  [[nodiscard]] std::size_t touched() const {
    return std::min<std::size_t>(touched_.load(memory_order_relaxed), pages_max_);
  }

  // Calls `visit` with each free page. REQUIRES that no other thread uses the source.
  template <class Visitor>
  void for_each_free(Visitor visit) const {
    for (PageIndex page = top_of(free_.load(memory_order_relaxed)); page != no_page;
         page = next()[page].load(memory_order_relaxed)) {
      visit(page);
    }
  }

 private:
  using Link = typename P::template Atomic<PageIndex>;

  static std::size_t checked(std::size_t pages_max) {
    ZRAMLAB_CHECK(pages_max >= 1 && pages_max <= pool_pages_max, "a pool has 1 to 2^24 pages (64 GiB)");
    return pages_max;
  }

  static PageIndex top_of(std::uint64_t word) { return static_cast<PageIndex>(word); }
  static std::uint64_t after(std::uint64_t word, PageIndex top) { return (((word >> 32) + 1) << 32) | top; }
  [[nodiscard]] Link* next() const { return next_memory_.as<Link>(); }

  // Takes up to wanted.size() pages off the stack; returns how many.
  std::size_t pop(std::span<PageIndex> wanted) {
    // Acquire pairs with the release in give_back(): the links below the top are there.
    std::uint64_t seen = free_.load(memory_order_acquire);
    while (true) {
      std::size_t count = 0;
      PageIndex top = top_of(seen);
      for (; count < wanted.size() && top != no_page; ++count) {
        wanted[count] = top;
        top = next()[top].load(memory_order_relaxed);
      }
      if (count == 0) return 0;
      if (free_.compare_exchange_weak(seen, after(seen, top), memory_order_acquire, memory_order_acquire)) return count;
    }
  }

  // Takes pages that were never used. One addition, not a loop of exchanges: with many CPUs such a loop is where all would meet. Near
  // pages_max two attempts may both be refused though one of them would fit.
  bool touch(std::span<PageIndex> wanted) {
    if (touched_.load(memory_order_relaxed) + wanted.size() > pages_max_) return false;
    std::uint64_t first = touched_.fetch_add(wanted.size(), memory_order_relaxed);
    if (first + wanted.size() > pages_max_) {
      touched_.fetch_sub(wanted.size(), memory_order_relaxed);
      return false;
    }
    for (PageIndex& page : wanted) {
      page = static_cast<PageIndex>(first++);
      if constexpr (!std::is_trivially_destructible_v<Link>) std::construct_at(next() + page);
    }
    return true;
  }

  std::size_t pages_max_;
  Reservation pages_;
  Reservation next_memory_;
  alignas(cache_line_bytes) typename P::template Atomic<std::uint64_t> free_{no_page};
  alignas(cache_line_bytes) typename P::template Atomic<std::uint64_t> touched_{0};
};

}  // namespace zramlab
