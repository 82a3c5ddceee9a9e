#include "tests/pool/naive_pool.h"

#include <iterator>

namespace zramlab {

NaivePool::NaivePool(const PoolRules& rules) : rules_(rules), table_(rules) {
  for (const SizeClass& size : table_.classes()) {
    Class& size_class = classes_.emplace_back();
    size_class.size = size;
    size_class.groups.resize(12);
  }
}

void NaivePool::allocate(int key, std::size_t length) {
  const std::size_t number = table_.ordinal_of(length);
  Class& size_class = classes_[number];
  Zspage* zspage = fullest(size_class);
  if (zspage == nullptr) {
    zspage = &size_class.zspages.emplace_back();
    zspage->size_class = number;
    zspage->keys.assign(size_class.size.objects, nobody);
    for (std::size_t object = size_class.size.objects; object-- > 0;) zspage->free.push_back(object);
    take(*zspage, key);
    enter(*zspage);
    return;
  }
  const std::size_t before = group_of(*zspage);
  take(*zspage, key);
  if (group_of(*zspage) == before) return;
  size_class.groups[before].remove(zspage);
  enter(*zspage);
}

void NaivePool::free(int key) {
  const Place place = places_.at(key);
  places_.erase(key);
  const std::size_t before = group_of(*place.zspage);
  drop(place);
  if (group_of(*place.zspage) == before) return;
  classes_[place.zspage->size_class].groups[before].remove(place.zspage);
  put_back(*place.zspage);
}

std::uint64_t NaivePool::compact() {
  std::uint64_t pages = 0;
  if (rules_.compaction == CompactionRule::none) return 0;
  for (auto size_class = classes_.rbegin(); size_class != classes_.rend(); ++size_class) {
    pages += rules_.compaction == CompactionRule::kept ? compact_keeping(*size_class) : compact_re_inserting(*size_class);
  }
  return pages;
}

std::uint64_t NaivePool::pages() const {
  std::uint64_t pages = 0;
  for (const Class& size_class : classes_) pages += size_class.zspages.size() * size_class.size.pages;
  return pages;
}

std::size_t NaivePool::group_of(const Zspage& zspage) const {
  const std::size_t used = zspage.used();
  const std::size_t objects = zspage.keys.size();
  if (used == 0) return 0;
  if (used == objects) return full_group();
  if (rules_.groups == FullnessGroups::four) return 4 * used <= 3 * objects ? 1 : 2;
  std::size_t group = 1;
  while (100 * used >= 10 * group * objects) ++group;
  return group;
}

void NaivePool::take(Zspage& zspage, int key) {
  const std::size_t object = zspage.free.back();
  zspage.free.pop_back();
  zspage.keys[object] = key;
  places_[key] = {&zspage, object};
}

void NaivePool::drop(const Place& place) {
  place.zspage->keys[place.object] = nobody;
  place.zspage->free.push_back(place.object);
}

void NaivePool::enter(Zspage& zspage) {
  std::list<Zspage*>& group = classes_[zspage.size_class].groups[group_of(zspage)];
  const bool behind = rules_.groups == FullnessGroups::four && !group.empty() && zspage.used() < group.front()->used();
  group.insert(behind ? std::next(group.begin()) : group.begin(), &zspage);
}

void NaivePool::leave(Zspage& zspage) { classes_[zspage.size_class].groups[group_of(zspage)].remove(&zspage); }

bool NaivePool::put_back(Zspage& zspage) {
  if (zspage.used() != 0) {
    enter(zspage);
    return false;
  }
  classes_[zspage.size_class].zspages.remove_if([&](const Zspage& other) { return &other == &zspage; });
  return true;
}

NaivePool::Zspage* NaivePool::fullest(Class& size_class) {
  for (std::size_t group = full_group() - 1; group > 0; --group) {
    if (!size_class.groups[group].empty()) return size_class.groups[group].front();
  }
  return nullptr;
}

NaivePool::Zspage* NaivePool::emptiest(Class& size_class) {
  for (std::size_t group = 1; group < full_group(); ++group) {
    if (!size_class.groups[group].empty()) return size_class.groups[group].front();
  }
  return nullptr;
}

bool NaivePool::compactable(const Class& size_class) const {
  std::size_t free = 0;
  for (const Zspage& zspage : size_class.zspages) free += zspage.free.size();
  return free >= size_class.size.objects;
}

bool NaivePool::drain(Zspage& source, Zspage& destination) {
  for (std::size_t object = 0; object < source.keys.size(); ++object) {
    const int key = source.keys[object];
    if (key == nobody) continue;
    if (destination.free.empty()) return false;
    take(destination, key);
    drop({&source, object});
    ++objects_moved_;
  }
  return true;
}

std::uint64_t NaivePool::compact_keeping(Class& size_class) {
  std::uint64_t pages = 0;
  Zspage* destination = nullptr;
  while (compactable(size_class)) {
    if (destination == nullptr) {
      destination = fullest(size_class);
      if (destination != nullptr) leave(*destination);
    }
    Zspage* const source = emptiest(size_class);
    if (destination == nullptr || source == nullptr) break;
    leave(*source);
    drain(*source, *destination);
    if (put_back(*source)) pages += size_class.size.pages;
    if (!destination->free.empty()) continue;
    enter(*destination);
    destination = nullptr;
  }
  if (destination != nullptr) enter(*destination);
  return pages;
}

std::uint64_t NaivePool::compact_re_inserting(Class& size_class) {
  std::uint64_t pages = 0;
  while (true) {
    Zspage* const source = emptiest(size_class);
    if (source == nullptr) break;
    leave(*source);
    if (!compactable(size_class)) {
      enter(*source);
      break;
    }
    bool drained = false;
    Zspage* destination = fullest(size_class);
    while (destination != nullptr && !drained) {
      leave(*destination);
      drained = drain(*source, *destination);
      enter(*destination);
      destination = fullest(size_class);
    }
    if (put_back(*source)) pages += size_class.size.pages;
    if (!drained) break;
  }
  return pages;
}

}  // namespace zramlab
