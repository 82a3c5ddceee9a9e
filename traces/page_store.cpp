#include "traces/page_store.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

namespace zramlab {

std::uint64_t content_hash(PageView page) { return XXH3_64bits(page.data(), page.size()); }

PageStore::PageStore(std::size_t count) : memory_(Mapping::of_zeros(count * page_bytes)), hashes_(count) {}

ContentIndex PageStore::add(PageView page) {
  const std::size_t begin = hashes_.size() * page_bytes;
  // Doubling, so that n pages cost O(n); untouched pages of a mapping cost no memory.
  if (begin + page_bytes > memory_.size()) memory_.grow(std::max(2 * memory_.size(), 16 * page_bytes));
  std::memcpy(memory_.mutable_data() + begin, page.data(), page_bytes);
  hashes_.push_back(content_hash(page));
  return static_cast<ContentIndex>(hashes_.size() - 1);
}

}  // namespace zramlab
