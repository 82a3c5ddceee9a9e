// Sides for tests: a second engine in the kernel's place, and sides with a planted fault.
#pragma once

#include "bench/referee/engine_side.h"
#include "bench/referee/length_oracle.h"
#include "bench/referee/pages.h"
#include "bench/referee/referee.h"
#include "bench/referee/sequence.h"
#include "bench/referee/told_lengths_codec.h"
#include "engine/backend/table.h"
#include "tests/support/pages.h"

#include <functional>
#include <memory>
#include <utility>

namespace zramlab::test {

// 200 pages of all kinds but same-filled ones.
inline std::shared_ptr<const PageStore> sample_contents() {
  auto store = std::make_shared<PageStore>();
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    for (const Page& page : sample_pages(seed)) {
      if (store->count() < 200) store->add(page);
    }
  }
  return store;
}

inline EngineSideOptions side_options(const std::string& era, std::uint64_t slots) {
  return {.era = era_of(era), .slots = slots, .codec = make_codec("lz4")};
}

// A side that passes everything on to another; tests override what shall go wrong.
class PassingSide : public RefereeSide {
 public:
  explicit PassingSide(RefereeSide& behind) : behind_(behind) {}
  void restart() override { behind_.restart(); }
  Outcome write(SlotIndex slot, PageView page) override { return behind_.write(slot, page); }
  Outcome write_partial(SlotIndex slot, std::size_t offset, ByteView bytes) override { return behind_.write_partial(slot, offset, bytes); }
  Outcome read(SlotIndex slot, PageSpan page) override { return behind_.read(slot, page); }
  Outcome discard(SlotIndex first, std::uint32_t count) override { return behind_.discard(first, count); }
  void compact() override { behind_.compact(); }
  MmStat mm_stat() override { return behind_.mm_stat(); }

 protected:
  RefereeSide& behind_;
};

// A referee between the engine, told the lengths, and an engine that compresses, in the kernel's place.
struct Court {
  explicit Court(std::uint64_t slot_count, const std::string& era_of_engine = "newest", const std::string& era_of_kernel = "newest")
      : contents(sample_contents()),
        asked(side_options(era_of_kernel, LengthOracle::slots)),
        kernel(side_options(era_of_kernel, slot_count)),
        oracle(asked),
        engine({.era = era_of(era_of_engine), .slots = slot_count, .codec = make_told_lengths_codec(oracle)}),
        pages(contents) {
    request.slots = slot_count;
    request.contents = contents;
    request.codec_text = "lz4";
    request.era = {era_of_engine, era_of(era_of_engine), false};
    request.page_options = "--content trace:gxx";
  }

  void ask_random(std::uint64_t actions, std::uint64_t seed) {
    request.actions = random_actions({.actions = actions,
                                      .seed = seed,
                                      .slots = static_cast<std::uint32_t>(request.slots),
                                      .given_pages = static_cast<std::uint32_t>(contents->count())});
  }

  RefereeReport hold_against(RefereeSide& other) {
    return hold(request, {engine, other}, pages, [](const std::string&, double) { return true; });
  }

  std::shared_ptr<const PageStore> contents;
  EngineSide asked;
  EngineSide kernel;
  LengthOracle oracle;
  EngineSide engine;
  RefereePages pages;
  RefereeRequest request;
};

}  // namespace zramlab::test
