// What the driver itself takes for an operation.
#pragma once

namespace zramlab {

// From a device's return from one write to its call for the next, by the host's worker with latencies on: nanoseconds, on the calling
// thread's CPU, where the device read a page from memory in between.
double driver_ns();

}  // namespace zramlab
