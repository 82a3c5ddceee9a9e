// Random sequences against the naive pool, with a recount after every step.
#include "engine/platform/host/host.h"
#include "engine/pool/pool.h"
#include "tests/pool/contents.h"
#include "tests/pool/naive_pool.h"

#include <gtest/gtest.h>

#include <vector>

namespace zramlab {
namespace {

struct Sequence {
  const char* kernel;
  std::uint64_t seed;
};

void PrintTo(const Sequence& sequence, std::ostream* out) { *out << sequence.kernel << ", seed " << sequence.seed; }

class RandomSequence : public testing::TestWithParam<Sequence> {
 protected:
  struct Object {
    int key;
    Handle handle;
    std::size_t length;
  };

  void step() {
    const std::uint32_t choice = random_.below(100);
    if (choice < 2) {
      ASSERT_EQ(pool_.compact(), naive_.compact());
      ASSERT_EQ(pool_.objects_moved(), naive_.objects_moved());
    } else if (choice < growing_ || objects_.empty()) {
      allocate();
    } else {
      free();
    }
    if (random_.below(150) == 0) growing_ = 20 + random_.below(70);
  }

  void allocate() {
    // A few classes that fill up, and all the others.
    const std::size_t length = random_.chance(0.7) ? 300 + 350 * random_.below(8) : 1 + random_.below(page_bytes);
    Object object{.key = next_key_++, .handle = no_handle, .length = length};
    ASSERT_EQ(pool_.allocate(length, Allocation::may_sleep, object.handle), Outcome::ok);
    write_content(pool_, object.handle, length, static_cast<std::uint64_t>(object.key));
    naive_.allocate(object.key, length);
    objects_.push_back(object);
  }

  void free() {
    std::swap(objects_[random_.below(static_cast<std::uint32_t>(objects_.size()))], objects_.back());
    ASSERT_TRUE(intact(objects_.back()));
    pool_.free(objects_.back().handle);
    naive_.free(objects_.back().key);
    objects_.pop_back();
  }

  bool intact(const Object& object) {
    return has_content(pool_, object.handle, object.length, static_cast<std::uint64_t>(object.key));
  }

  void expect_equal() {
    const PoolCensus census = pool_.recount();
    ASSERT_EQ(census.objects, objects_.size());
    ASSERT_EQ(pool_.stored_objects(), objects_.size());
    ASSERT_EQ(census.pages, naive_.pages());
    for (std::size_t number = 0; number < census.classes.size(); ++number) {
      for (std::size_t group = 0; group < fullness_groups_max; ++group) {
        ASSERT_EQ(census.classes[number].zspages_in_group[group], naive_.zspages_in(number, group))
            << "class " << number << ", group " << group;
      }
    }
  }

  Pool<Host> pool_{PoolOptions{.rules = era_of(GetParam().kernel).pool}};
  NaivePool naive_{era_of(GetParam().kernel).pool};
  Random random_{GetParam().seed};
  std::vector<Object> objects_;
  int next_key_ = 1;
  std::uint32_t growing_ = 80;
};

INSTANTIATE_TEST_SUITE_P(Kernels, RandomSequence,
                         testing::Values(Sequence{"3.18", 1}, Sequence{"4.0", 2}, Sequence{"4.4", 3},
                                         Sequence{"6.1", 4}, Sequence{"6.1", 5}, Sequence{"6.3", 6},
                                         Sequence{"newest", 7}, Sequence{"newest", 8}, Sequence{"newest", 9}));

TEST_P(RandomSequence, layout_equals_the_naive_pools_and_contents_stay_intact) {
  for (int i = 0; i < 2500; ++i) {
    step();
    expect_equal();
    if (HasFatalFailure()) FAIL() << "at step " << i;
  }
  for (const Object& object : objects_) ASSERT_TRUE(intact(object));
}

}  // namespace
}  // namespace zramlab
