// Borrowed functions, for waits that a machine looks at again and again.
#pragma once

#include "engine/platform/platform.h"

#include <cstdint>
#include <source_location>

namespace zramlab {

using Place = std::source_location;

// A Result(std::uint64_t) that is borrowed for the length of a call: no allocation, and small enough to keep by value.
template <class Result>
class BorrowedFunction {
 public:
  template <class Function>
  explicit BorrowedFunction(const Function& function)
      : call_([](const void* object, std::uint64_t value) -> Result {
          return (*static_cast<const Function*>(object))(value);
        }),
        object_(&function) {}
  Result operator()(std::uint64_t value) const { return call_(object_, value); }

 private:
  Result (*call_)(const void*, std::uint64_t);
  const void* object_;
};

using ValueCondition = BorrowedFunction<bool>;          // of a word's value
using OwnerFunction = BorrowedFunction<ThreadIndex>;  // who owns, by a lock word's value; no_thread: nobody

}  // namespace zramlab
