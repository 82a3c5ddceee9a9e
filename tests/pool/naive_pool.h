// The pool's layout once more, as plainly as it can be said: no pages, no handles, no bytes, no speed.
#pragma once

#include "engine/pool/size_classes.h"

#include <cstdint>
#include <list>
#include <map>
#include <vector>

namespace zramlab {

// What the pool is compared with. Written from the rules alone; shares only the size classes with it.
class NaivePool {
 public:
  explicit NaivePool(const PoolRules& rules);

  void allocate(int key, std::size_t length);
  void free(int key);
  std::uint64_t compact();  // pages freed

  [[nodiscard]] std::uint64_t pages() const;
  [[nodiscard]] std::uint64_t objects_moved() const { return objects_moved_; }
  [[nodiscard]] std::uint64_t zspages_in(std::size_t size_class, std::size_t group) const {
    return classes_[size_class].groups[group].size();
  }

 private:
  static constexpr int nobody = -1;

  struct Zspage {
    std::size_t size_class = 0;
    std::vector<int> keys;           // by object; nobody where it is free
    std::vector<std::size_t> free;   // the next one to hand out is the last
    [[nodiscard]] std::size_t used() const { return keys.size() - free.size(); }
  };
  struct Place {
    Zspage* zspage;
    std::size_t object;
  };
  struct Class {
    SizeClass size{};
    std::vector<std::list<Zspage*>> groups;
    std::list<Zspage> zspages;
  };

  [[nodiscard]] std::size_t group_of(const Zspage& zspage) const;
  [[nodiscard]] std::size_t full_group() const { return rules_.groups == FullnessGroups::four ? 3 : 11; }
  void take(Zspage& zspage, int key);
  void drop(const Place& place);
  void enter(Zspage& zspage);
  void leave(Zspage& zspage);
  bool put_back(Zspage& zspage);  // true when it was empty, and is gone
  Zspage* fullest(Class& size_class);
  Zspage* emptiest(Class& size_class);
  [[nodiscard]] bool compactable(const Class& size_class) const;
  bool drain(Zspage& source, Zspage& destination);  // false when the destination was full first
  std::uint64_t compact_keeping(Class& size_class);
  std::uint64_t compact_re_inserting(Class& size_class);

  PoolRules rules_;
  SizeClassTable table_;
  std::vector<Class> classes_;
  std::map<int, Place> places_;
  std::uint64_t objects_moved_ = 0;
};

}  // namespace zramlab
