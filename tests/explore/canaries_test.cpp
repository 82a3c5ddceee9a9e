// Every planted bug must be found within its budget, as what it is. One test each: add a canary and it is here.
#include "bench/explore/hunt.h"
#include "tests/support/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace zramlab::test {
namespace {

class CanaryTest : public testing::Test {
 public:
  explicit CanaryTest(const Canary& canary) : canary_(canary) {}
  void TestBody() override {
    const LeaksAllowed leaks_allowed;  // a failed run's stacks are not unwound
    const Hunt found = hunt(canary_);
    EXPECT_TRUE(found.is_found) << canary_.bug << ": got " << to_string(found.failure.failure) << " after " << found.schedules
                                << " schedules\n" << found.failure.message;
    if (!canary_.weak_only) return;
    ExploreOptions consistent = canary_options(canary_);
    consistent.machine.weak_memory = false;
    EXPECT_FALSE(explore(consistent, canary_.make).failure.failed) << "it shows without stale loads";
  }

 private:
  const Canary& canary_;
};

const bool registered = [] {
  for (const Canary& canary : canaries()) {
    std::string name(canary.name);
    std::replace(name.begin(), name.end(), '-', '_');
    testing::RegisterTest("canary", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [&canary]() -> CanaryTest* { return new CanaryTest(canary); });
  }
  return true;
}();

TEST(Canaries, there_are_at_least_thirty) { EXPECT_GE(canaries().size(), 30u); }

TEST(Canaries, have_names_of_their_own) {
  std::set<std::string_view> names;
  for (const Canary& canary : canaries()) EXPECT_TRUE(names.insert(canary.name).second) << canary.name;
}

}  // namespace
}  // namespace zramlab::test
