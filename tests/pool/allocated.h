// An object of a pool that has room.
#pragma once

#include "engine/platform/host/host.h"
#include "engine/pool/pool.h"

#include <gtest/gtest.h>

namespace zramlab {

inline Handle allocated(Pool<Host>& pool, std::size_t bytes) {
  Handle handle = no_handle;
  EXPECT_EQ(pool.allocate(bytes, Allocation::may_sleep, handle), Outcome::ok);
  EXPECT_NE(handle, no_handle);
  return handle;
}

}  // namespace zramlab
