// The machine repairman of these tests.
#pragma once

namespace zramlab::test {

inline constexpr double think = 20'000;  // ns
inline constexpr double service = 1000;  // ns

}  // namespace zramlab::test
