// For locks: in a world that tries every schedule, waiting and taking can be one step. The lock's own steps are explored by themselves.
#pragma once

#include "engine/platform/platform.h"

namespace zramlab {

// Waits until is_free(word) and stores taken(word) in the same step. False: this world has no such step, or this run does not
// want it, and nothing was done.
template <Platform P, class Word, class IsFree, class Taken>
bool take_at_once([[maybe_unused]] Word& word, [[maybe_unused]] IsFree is_free, [[maybe_unused]] Taken taken) {
  if constexpr (requires { P::change_when(word, is_free, taken); }) {
    return P::change_when(word, is_free, taken);
  } else {
    return false;
  }
}

}  // namespace zramlab
