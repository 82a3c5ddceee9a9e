// A pool's recount: every zspage, list and handle against the others. Part of pool.h, which includes it at its end.
#pragma once

#include "engine/pool/pool.h"

namespace zramlab {

template <Platform P>
PoolCensus Pool<P>::recount() {
  PoolCensus census;
  std::vector<bool> seen(pages_.touched());
  for (const Class& size_class : classes_) {
    const ClassCensus counted = recount_class(size_class, seen);
    census.objects += counted.objects_used;
    census.pages += counted.pages;
    census.pages_compactable += counted.pages_compactable;
    census.classes.push_back(counted);
  }
  ZRAMLAB_CHECK(census.pages == pages_used(), "pages_used is not the sum over the zspages");
  std::uint64_t free_pages = 0;
  pages_.for_each_free([&](PageIndex page) {
    ZRAMLAB_CHECK(page < seen.size() && !seen[page], "a page is free twice, or free and in a zspage");
    seen[page] = true;
    ++free_pages;
  });
  ZRAMLAB_CHECK(census.pages + free_pages == seen.size(), "a page is neither free nor in a zspage");
  recount_handles(census);
  return census;
}

template <Platform P>
ClassCensus Pool<P>::recount_class(const Class& size_class, std::vector<bool>& seen) {
  ClassCensus counted;
  counted.size = size_class.size;
  for (unsigned group = 0; group < fullness_groups_max; ++group) {
    ZspageIndex previous = no_zspage;
    for (ZspageIndex index = size_class.lists.head(group); index != no_zspage; index = zspages()[index].next) {
      const Zspage& zspage = zspages()[index];
      ZRAMLAB_CHECK(zspage.previous == previous, "a fullness list is broken");
      ZRAMLAB_CHECK(group != 0 && zspage.group == group, "a zspage is in another group's list, or empty");
      recount_zspage(size_class, index, seen);
      ++counted.zspages_in_group[group];
      ++counted.zspages;
      counted.objects_used += zspage.objects_used;
      previous = index;
    }
  }
  counted.objects_allocated = counted.zspages * size_class.size.objects;
  counted.pages = counted.zspages * size_class.size.pages;
  counted.pages_compactable =
      (counted.objects_allocated - counted.objects_used) / size_class.size.objects * size_class.size.pages;
  ZRAMLAB_CHECK(counted.objects_used == size_class.objects_used.get(), "a class's used objects are miscounted");
  ZRAMLAB_CHECK(counted.objects_allocated == size_class.objects_allocated.get(), "a class's objects are miscounted");
  return counted;
}

template <Platform P>
void Pool<P>::recount_zspage(const Class& size_class, ZspageIndex index, std::vector<bool>& seen) {
  const Zspage& zspage = zspages()[index];
  const std::uint32_t objects = size_class.size.objects;
  ZRAMLAB_CHECK(zspage.class_ordinal == size_class.ordinal, "a zspage is in another class's list");
  ZRAMLAB_CHECK(zspage.group == group_of(rules_.groups, zspage.objects_used, objects), "a zspage is in the wrong group");
  for (const PageIndex page : std::span(zspage.pages).first(size_class.size.pages)) {
    ZRAMLAB_CHECK(page < seen.size() && !seen[page], "a page is in two zspages");
    seen[page] = true;
  }
  std::vector<bool> free(objects);
  for (std::uint16_t object = zspage.first_free; object != no_object;) {
    ZRAMLAB_CHECK(object < objects && !free[object], "a list of free objects is broken");
    free[object] = true;
    object = free_after(size_class, {index, object, size_class.ordinal});
  }
  std::uint32_t used = 0;
  for (std::uint32_t number = 0; number < objects; ++number) {
    if (free[number]) continue;
    ++used;
    if (!size_class.size.huge && size_class.header_bytes == 0) continue;  // nothing says whose object it is
    const Location at{index, static_cast<std::uint16_t>(number), size_class.ordinal};
    const Header header = size_class.size.huge ? header_of_used(zspage.huge_handle)
                                               : load_header(object_at(size_class, at));
    ZRAMLAB_CHECK(is_used(header), "an object is neither free nor used");
    ZRAMLAB_CHECK(handles_.is_live(handle_in(header)) && handles_.location_of(handle_in(header)) == at,
                  "an object's handle is another's");
    ZRAMLAB_CHECK(!handles_.is_pinned(handle_in(header)), "an object is pinned at rest");
  }
  ZRAMLAB_CHECK(used == zspage.objects_used, "a zspage's used objects are miscounted");
}

template <Platform P>
void Pool<P>::recount_handles(const PoolCensus& census) {
  std::uint64_t handles = census.objects;
  for (const Class& size_class : classes_) handles += handles_.count(size_class.handles);
  ZRAMLAB_CHECK(handles == handles_.handed_out(), "a handle is lost, or free twice");
}

}  // namespace zramlab
