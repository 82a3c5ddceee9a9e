// The host's crew: threads that live as long as the object.
#pragma once

#include "engine/base/types.h"

#include <functional>
#include <latch>
#include <thread>
#include <vector>

namespace zramlab::host {

// See HasCrew in platform.h. Its threads run on the CPUs that the constructing thread may use.
class Crew {
 public:
  Crew(ThreadIndex first, ThreadIndex count, std::function<void()> work, std::function<void()> ask_to_stop);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

 private:
  std::function<void()> work_;
  std::function<void()> ask_to_stop_;
  std::latch start_;
  std::latch end_;
  std::vector<std::thread> threads_;
};

}  // namespace zramlab::host
