#include "traces/sketches/keyed_hash.h"

#include "engine/base/input_error.h"

#include <sys/random.h>

#include <bit>
#include <cstring>

namespace zramlab {

namespace {

class SipState {
 public:
  explicit SipState(const HashKey& key)
      : v0_(key.low ^ 0x736f6d6570736575), v1_(key.high ^ 0x646f72616e646f6d ^ 0xee), v2_(key.low ^ 0x6c7967656e657261),
        v3_(key.high ^ 0x7465646279746573) {}

  void add(std::uint64_t word) {
    v3_ ^= word;
    rounds(2);
    v0_ ^= word;
  }

  KeyedHash finish() {
    v2_ ^= 0xee;
    rounds(4);
    const std::uint64_t first = v0_ ^ v1_ ^ v2_ ^ v3_;
    v1_ ^= 0xdd;
    rounds(4);
    return {first, v0_ ^ v1_ ^ v2_ ^ v3_};
  }

 private:
  void rounds(int count) {
    for (int i = 0; i < count; ++i) {
      v0_ += v1_;
      v2_ += v3_;
      v1_ = std::rotl(v1_, 13) ^ v0_;
      v3_ = std::rotl(v3_, 16) ^ v2_;
      v0_ = std::rotl(v0_, 32);
      v2_ += v1_;
      v0_ += v3_;
      v1_ = std::rotl(v1_, 17) ^ v2_;
      v3_ = std::rotl(v3_, 21) ^ v0_;
      v2_ = std::rotl(v2_, 32);
    }
  }

  std::uint64_t v0_;
  std::uint64_t v1_;
  std::uint64_t v2_;
  std::uint64_t v3_;
};

}  // namespace

HashKey random_hash_key() {
  HashKey key;
  if (getrandom(&key, sizeof key, 0) == static_cast<ssize_t>(sizeof key)) return key;
  throw InputError(ExitCode::failed, "the kernel gives no random numbers for a key");
}

KeyedHash keyed_hash(const HashKey& key, ByteView bytes) {
  SipState state(key);
  std::size_t at = 0;
  std::uint64_t word = 0;
  for (; at + sizeof word <= bytes.size(); at += sizeof word) {
    std::memcpy(&word, bytes.data() + at, sizeof word);
    state.add(word);
  }
  word = static_cast<std::uint64_t>(bytes.size()) << 56;  // the last word ends with the length
  for (std::size_t i = 0; at + i < bytes.size(); ++i) word |= std::to_integer<std::uint64_t>(bytes[at + i]) << (8 * i);
  state.add(word);
  return state.finish();
}

}  // namespace zramlab
