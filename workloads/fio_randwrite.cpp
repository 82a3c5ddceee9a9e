// fio-randwrite: the job with which zram's developers measured their patches. Each worker (a job of fio) writes the whole device in
// random order, each page once in a pass, and every page is the same five bytes over and over.
#include "workloads/permutation.h"
#include "workloads/workload.h"

#include <array>

namespace zramlab {

namespace {

// fio's buffer_pattern of those jobs, 0xbadc0ffee.
constexpr std::array<unsigned char, 5> pattern{0x0b, 0xad, 0xc0, 0xff, 0xee};

std::shared_ptr<const PageStore> pattern_page() {
  static const std::shared_ptr<const PageStore> store = [] {
    std::array<std::byte, page_bytes> page{};
    for (std::size_t i = 0; i < page.size(); ++i) page[i] = static_cast<std::byte>(pattern[i % pattern.size()]);
    PageStore made;
    made.add(page);
    return std::make_shared<const PageStore>(std::move(made));
  }();
  return store;
}

}  // namespace

Plan plan_fio_randwrite(const WorkloadRequest& request) {
  WorkloadParameters parameters = request.parameters;
  const std::uint64_t each = operations_each(request);
  const auto slots = static_cast<std::uint32_t>(take_number(parameters, "slots", static_cast<double>(each), 1, workload_slots_max));
  refuse_unknown(parameters, "fio-randwrite");

  Plan plan;
  plan.slot_count = slots;
  plan.contents = request.contents_chosen ? request.contents : pattern_page();
  plan.workers.resize(request.workers);
  for (ThreadIndex worker = 0; worker < request.workers; ++worker) {
    Random random = Random(request.seed).fork(worker);
    Permutation order(slots, random());
    for (std::uint64_t i = 0; i < each; ++i) {
      const auto place = static_cast<std::uint32_t>(i % slots);
      if (i != 0 && place == 0) order = Permutation(slots, random());
      PlannedOperation operation;
      operation.slot = order(place);
      operation.content = random.below(static_cast<std::uint32_t>(plan.contents->count()));
      plan.workers[worker].push_back(operation);
    }
  }
  return plan;
}

}  // namespace zramlab
