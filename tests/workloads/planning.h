// Plans of generated workloads, for tests of what they do.
#pragma once

#include "engine/base/input_error.h"
#include "tests/traces/support.h"
#include "workloads/workload.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace zramlab::test {

inline std::shared_ptr<const PageStore> four_pages() {
  PageStore store;
  for (std::uint64_t page = 0; page < 4; ++page) store.add(page_of(page));
  return std::make_shared<const PageStore>(std::move(store));
}

inline WorkloadRequest request_for(ThreadIndex workers, std::uint64_t operations, std::uint64_t seed = 1) {
  return {.contents = four_pages(), .workers = workers, .operation_count = operations, .seed = seed, .parameters = {}};
}

inline Plan plan_of(std::string_view text, ThreadIndex workers = 3, std::uint64_t operations = 600, std::uint64_t seed = 1) {
  return plan_workload(text, request_for(workers, operations, seed));
}

inline std::string refusal_of(std::string_view text, ThreadIndex workers = 3) {
  try {
    plan_of(text, workers);
    ADD_FAILURE() << text << " was accepted";
    return "";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::usage) << text;
    return error.what();
  }
}

}  // namespace zramlab::test
