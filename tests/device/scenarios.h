// Scenarios that hold for every strategy which stores pages.
#pragma once

#include "tests/device/failing_codec.h"
#include "tests/device/scenario.h"

#include <algorithm>

namespace zramlab::test {

template <class World>
using Entry = StrategyEntry<typename World::Platform>;

template <class World>
void every_kind_of_page_comes_back_as_it_was(const Entry<World>& entry, const Round&) {
  Fixture<World> device(entry, small_device(1));
  for (const Page& page : sample()) {
    ASSERT_EQ(device->write(3, PageContent{page}), Outcome::ok);
    ASSERT_EQ(device.read(3), page);
  }
  EXPECT_EQ(device.read(4), zero_page()) << "a slot that was never written reads as zeros";
  device.expect_all_accounted_for();
}

template <class World>
void readers_of_a_contended_slot_see_whole_pages(const Entry<World>& entry, const Round& round) {
  Fixture<World> device(entry, small_device(3));
  World::run(round, 3, [&](ThreadIndex thread) {
    Random random = Random(round.seed).fork(thread);
    Page page{};
    for (int i = 0; i < operations<World>(3, 2000); ++i) {
      const Page& content = sample()[random.below(static_cast<std::uint32_t>(sample().size()))];
      EXPECT_EQ(device->write(0, PageContent{content}), Outcome::ok);
      EXPECT_EQ(device->read(0, page), Outcome::ok);
      EXPECT_TRUE(is_one_of_the_sample(page)) << "a page that nobody wrote";
    }
  });
  device.expect_all_accounted_for();
}

template <class World>
void statistics_equal_a_recount_after_mixed_traffic(const Entry<World>& entry, const Round& round) {
  Fixture<World> device(entry, small_device(3));
  World::run(round, 3, [&](ThreadIndex thread) {
    Random random = Random(round.seed).fork(thread);
    Page page{};
    for (int i = 0; i < operations<World>(5, 2000); ++i) {
      const SlotIndex slot = random.below(4);
      const std::uint32_t what = random.below(8);
      if (what < 5) {
        const Page& content = sample()[random.below(static_cast<std::uint32_t>(sample().size()))];
        EXPECT_EQ(device->write(slot, PageContent{content}), Outcome::ok);
      } else if (what < 7) {
        EXPECT_EQ(device->read(slot, page), Outcome::ok);
      } else {
        EXPECT_EQ(device->discard(std::uint64_t{slot} * page_bytes, page_bytes), Outcome::ok);
      }
    }
  });
  device.expect_all_accounted_for();
  EXPECT_EQ(device->io_stat().failed_writes, 0u);
}

template <class World>
void read_during_discard_sees_old_page_or_zeros(const Entry<World>& entry, const Round& round) {
  Fixture<World> device(entry, small_device(3));
  const Page& old = sample().back();
  World::run(round, 3, [&](ThreadIndex thread) {
    Page page{};
    for (int i = 0; i < operations<World>(3, 2000); ++i) {
      if (thread == 0) {
        EXPECT_EQ(device->write(1, PageContent{old}), Outcome::ok);
      } else if (thread == 1) {
        EXPECT_EQ(device->discard(page_bytes, page_bytes), Outcome::ok);
      } else {
        EXPECT_EQ(device->read(1, page), Outcome::ok);
        EXPECT_TRUE(page == old || page == zero_page());
      }
    }
  });
  device.expect_all_accounted_for();
  EXPECT_EQ(device->io_stat().notify_free, static_cast<std::uint64_t>(operations<World>(3, 2000)));
}

template <class World>
void racing_writers_overshoot_the_limit_by_a_zspage_each_and_no_more(const Entry<World>& entry, const Round& round) {
  constexpr ThreadIndex threads = 3;
  constexpr std::uint64_t limit_pages = 6;
  DeviceOptions options = small_device(threads);
  options.slot_count = 32;
  options.mem_limit_bytes = limit_pages * page_bytes;
  Fixture<World> device(entry, options);
  World::run(round, threads, [&](ThreadIndex thread) {
    for (SlotIndex i = 0; i < 8; ++i) {
      const SlotIndex slot = thread * 8 + i;
      const Outcome outcome = device->write(slot, PageContent{random_page(slot + 1)});
      EXPECT_TRUE(outcome == Outcome::ok || outcome == Outcome::limit_reached) << to_string(outcome);
    }
  });
  device.expect_all_accounted_for();
  const MmStat stat = device->mm_stat();
  const std::uint64_t writers = threads + (entry.card.completes_later ? options.streams_max : 0);
  // A random page is huge: one page each, and what is over the limit was refused and freed. Writers that were over it together may
  // all have been refused, and none of them comes back.
  EXPECT_LE(stat.mem_used_total, limit_pages * page_bytes);
  EXPECT_GT(stat.mem_used_total + writers * page_bytes, limit_pages * page_bytes);
  EXPECT_EQ(stat.orig_data_size, stat.mem_used_total);
  EXPECT_GT(stat.mem_used_max, limit_pages * page_bytes) << "the kernel raises the maximum before it refuses";
  EXPECT_LE(stat.mem_used_max, (limit_pages + writers) * page_bytes);
  EXPECT_EQ(device->io_stat().failed_writes, threads * 8 - stat.mem_used_total / page_bytes);
}

template <class World>
void a_refused_write_leaves_the_slot_as_it_was(const Entry<World>& entry, const Round&) {
  DeviceOptions options = small_device(1);
  options.mem_limit_bytes = page_bytes;
  Fixture<World> device(entry, options);
  const Page first = random_page(1);
  ASSERT_EQ(device->write(0, PageContent{first}), Outcome::ok);
  // The new object is allocated before the old one is freed, so that even an overwrite is refused at the limit.
  EXPECT_EQ(device->write(0, PageContent{random_page(2)}), told_at_once(entry, Outcome::limit_reached));
  device->settle();
  EXPECT_EQ(device.read(0), first);
  EXPECT_EQ(device->io_stat().failed_writes, 1u);
  EXPECT_EQ(device->write(0, PageContent{zero_page()}), Outcome::ok) << "a same-filled page needs no memory";
  device.expect_all_accounted_for();
}

template <class World>
void streams_can_be_resized_while_writers_run_or_not_at_all(const Entry<World>& entry, const Round& round) {
  DeviceOptions options = small_device(3);
  options.streams_max = 3;
  Fixture<World> device(entry, options);
  World::run(round, 3, [&](ThreadIndex thread) {
    for (int i = 0; i < operations<World>(3, 1000); ++i) {
      if (thread == 0) {
        const Outcome expected = entry.card.resizable ? Outcome::ok : Outcome::not_supported;
        EXPECT_EQ(device->resize_streams(1 + static_cast<std::uint32_t>(i) % 3), expected);
      }
      EXPECT_EQ(device->write(thread, PageContent{text_page(thread + 1)}), Outcome::ok);
    }
  });
  if (entry.card.resizable) {
    EXPECT_EQ(device->resize_streams(1), Outcome::ok);
    EXPECT_EQ(device->streams().count(), 1u) << "surplus streams end when the limit falls and nobody uses them";
  }
  EXPECT_EQ(device->resize_streams(0), Outcome::out_of_range);
  device.expect_all_accounted_for();
}

template <class World>
void a_failed_compression_fails_the_write_and_nothing_else(const Entry<World>& entry, const Round& round) {
  DeviceOptions options = small_device(2);
  options.codec = std::make_shared<FailingCodec>(options.codec);
  Fixture<World> device(entry, options);
  const Page good = text_page(1);
  World::run(round, 2, [&](ThreadIndex thread) {
    for (int i = 0; i < operations<World>(2, 500); ++i) {
      EXPECT_EQ(device->write(thread, PageContent{good}), Outcome::ok);
      EXPECT_EQ(device->write(thread, PageContent{FailingCodec::poison()}), told_at_once(entry, Outcome::backend_failed));
    }
  });
  device->settle();
  EXPECT_EQ(device.read(0), good);
  EXPECT_EQ(device.read(1), good);
  EXPECT_EQ(device->io_stat().failed_writes, static_cast<std::uint64_t>(2 * operations<World>(2, 500)));
  device.expect_all_accounted_for();
}

// Under memory pressure a non-blocking allocation fails now and then: a strategy has a second way, or says that the write failed.
template <class World>
void non_blocking_allocations_may_fail(const Entry<World>& entry, const Round& round) {
  DeviceOptions options = small_device(2);
  options.slot_count = 16;
  options.pool.no_wait_failure_share = 0.5;
  options.pool.seed = round.seed + 1;
  Fixture<World> device(entry, options);
  std::array<std::uint64_t, 2> failed{};
  World::run(round, 2, [&](ThreadIndex thread) {
    for (int i = 0; i < operations<World>(4, 500); ++i) {
      const SlotIndex slot = thread * 8 + static_cast<SlotIndex>(i) % 8;
      const Page page = random_page(slot + static_cast<std::uint64_t>(i) * 16);
      const Outcome outcome = device->write(slot, PageContent{page});
      if (outcome == Outcome::ok) {
        Page found{};
        EXPECT_EQ(device->read(slot, found), Outcome::ok);
        EXPECT_EQ(found, page);
      } else {
        EXPECT_TRUE(entry.card.fails_without_memory) << to_string(outcome);
        EXPECT_EQ(outcome, Outcome::no_memory);
        ++failed[thread];
      }
    }
  });
  EXPECT_EQ(device->io_stat().failed_writes, failed[0] + failed[1]);
  device.expect_all_accounted_for();
}

template <class World>
void partial_writes_patch_any_part_of_a_page(const Entry<World>& entry, const Round& round) {
  Fixture<World> device(entry, small_device(1));
  Random random(round.seed + 7);
  Page expected = zero_page();
  for (int i = 0; i < 40; ++i) {
    const std::size_t offset = i == 0 ? 0 : random.below(page_bytes);
    const std::size_t length = i == 0 ? page_bytes : random.below(static_cast<std::uint32_t>(page_bytes - offset) + 1);
    const Page source = i % 3 == 0 ? random_page(random()) : text_page(random());
    ASSERT_EQ(device->write_partial(5, offset, ByteView(source.data(), length)), Outcome::ok);
    std::copy_n(source.begin(), length, expected.begin() + static_cast<std::ptrdiff_t>(offset));
    ASSERT_EQ(device.read(5), expected);
    Page part{};
    ASSERT_EQ(device->read_partial(5, offset, ByteSpan(part.data(), length)), Outcome::ok);
    EXPECT_TRUE(std::equal(part.begin(), part.begin() + static_cast<std::ptrdiff_t>(length),
                           expected.begin() + static_cast<std::ptrdiff_t>(offset)));
  }
  EXPECT_EQ(device->write_partial(5, page_bytes, ByteView(expected.data(), 1)), Outcome::out_of_range);
  EXPECT_EQ(device->write_partial(5, 4000, ByteView(expected.data(), 97)), Outcome::out_of_range);
  device.expect_all_accounted_for();
}

template <class World>
void compaction_beside_writers_loses_nothing(const Entry<World>& entry, const Round& round) {
  Fixture<World> device(entry, small_device(3));
  World::run(round, 3, [&](ThreadIndex thread) {
    Random random = Random(round.seed).fork(thread);
    Page page{};
    for (int i = 0; i < operations<World>(3, 500); ++i) {
      if (thread == 2) {
        device->compact();
        continue;
      }
      const SlotIndex slot = thread * 4 + random.below(4);
      const Page& content = sample()[random.below(static_cast<std::uint32_t>(sample().size()))];
      EXPECT_EQ(device->write(slot, PageContent{content}), Outcome::ok);
      EXPECT_EQ(device->read(slot, page), Outcome::ok);
      EXPECT_EQ(page, content);
    }
  });
  device.expect_all_accounted_for();
}

template <class World>
void a_slot_that_is_free_or_locked_is_told_apart_by_notify_free(const Entry<World>& entry, const Round& round) {
  Fixture<World> device(entry, small_device(2));
  World::run(round, 2, [&](ThreadIndex thread) {
    for (int i = 0; i < operations<World>(3, 1000); ++i) {
      if (thread == 0) {
        EXPECT_EQ(device->write(2, PageContent{text_page(1)}), Outcome::ok);
      } else {
        EXPECT_EQ(device->notify_free(2), Outcome::ok);
      }
    }
  });
  const auto calls = static_cast<std::uint64_t>(operations<World>(3, 1000));
  EXPECT_EQ(device->io_stat().notify_free, calls);
  EXPECT_LE(device->debug_stat().miss_free, calls);
  device.expect_all_accounted_for();
}

template <class World>
void more_threads_than_cpus_and_streams_all_finish(const Entry<World>& entry, const Round& round) {
  constexpr ThreadIndex threads = 5;
  Fixture<World> device(entry, small_device(threads));
  VirtualOptions options;
  options.cpus = 2;
  World::run(
      round, threads,
      [&](ThreadIndex thread) {
        for (int i = 0; i < operations<World>(2, 300); ++i) {
          EXPECT_EQ(device->write(thread, PageContent{text_page(thread + 1)}), Outcome::ok);
        }
      },
      options);
  for (ThreadIndex thread = 0; thread < threads; ++thread) EXPECT_EQ(device.read(thread), text_page(thread + 1));
  device.expect_all_accounted_for();
}

// A stream that was promised and then cannot be made must not be the last one, or its writer sleeps for ever.
template <class World>
void a_stream_is_left_when_the_limit_falls_while_another_cannot_be_made(const Entry<World>& entry, const Round& round) {
  DeviceOptions options = small_device(3);
  options.streams_max = 3;
  Fixture<World> device(entry, options);
  VirtualOptions faults;
  faults.with_fault(Fault::stream_creation, 0.7);
  World::run(
      round, 3,
      [&](ThreadIndex thread) {
        for (int i = 0; i < operations<World>(4, 500); ++i) {
          const Outcome expected = entry.card.resizable ? Outcome::ok : Outcome::not_supported;
          EXPECT_EQ(device->resize_streams(i % 2 == 0 ? 1 : 3), expected);
          EXPECT_EQ(device->write(thread, PageContent{text_page(thread + 1)}), Outcome::ok);
        }
      },
      faults);
  device.expect_all_accounted_for();
}

// Streams that cannot be made, allocations and compressions that fail at random: what is reported is true, and nothing is
// lost. Faults are the virtual machine's to choose; the host has none of its own.
template <class World>
void random_faults_are_reported_and_nothing_is_lost(const Entry<World>& entry, const Round& round) {
  DeviceOptions options = small_device(3);
  options.streams_max = 3;
  Fixture<World> device(entry, options);
  VirtualOptions faults;
  faults.with_fault(Fault::allocation, 0.2).with_fault(Fault::compress, 0.1).with_fault(Fault::stream_creation, 0.5);
  std::array<std::uint64_t, 3> failed{};
  std::array<Page, 3> last{};
  World::run(
      round, 3,
      [&](ThreadIndex thread) {
        Random random = Random(round.seed).fork(thread);
        for (int i = 0; i < operations<World>(4, 500); ++i) {
          const Page& content = sample()[random.below(static_cast<std::uint32_t>(sample().size()))];
          if (device->write(thread, PageContent{content}) == Outcome::ok) {
            last[thread] = content;
          } else {
            ++failed[thread];
          }
        }
      },
      faults);
  device->settle();
  const std::uint64_t told = failed[0] + failed[1] + failed[2];
  const std::uint64_t counted = device->io_stat().failed_writes;
  if (entry.card.completes_later) {
    EXPECT_EQ(told, 0u);
    for (ThreadIndex thread = 0; thread < 3; ++thread) EXPECT_TRUE(is_one_of_the_sample(device.read(thread)));
  } else {
    EXPECT_EQ(told, counted);
    for (ThreadIndex thread = 0; thread < 3; ++thread) EXPECT_EQ(device.read(thread), last[thread]);
  }
  device.expect_all_accounted_for();
}

// Each thread overwrites its slot again and again and reads back now and then; whoever does the work in the end, and when, the last
// write wins.
template <class World>
void the_last_write_of_a_slot_wins(const Entry<World>& entry, const Round& round) {
  Fixture<World> device(entry, small_device(3));
  std::array<Page, 3> last{};
  World::run(round, 3, [&](ThreadIndex thread) {
    Random random = Random(round.seed).fork(thread);
    Page page{};
    for (int i = 0; i < operations<World>(6, 2000); ++i) {
      last[thread] = sample()[random.below(static_cast<std::uint32_t>(sample().size()))];
      EXPECT_EQ(device->write(thread, PageContent{last[thread]}), Outcome::ok);
      if (random.below(3) != 0) continue;
      EXPECT_EQ(device->read(thread, page), Outcome::ok);
      EXPECT_EQ(page, last[thread]);
    }
  });
  device->settle();
  for (ThreadIndex thread = 0; thread < 3; ++thread) EXPECT_EQ(device.read(thread), last[thread]);
  device.expect_all_accounted_for();
}

// A CPU that is used goes off-line, goes and comes while others write, and is used again.
template <class World>
void a_cpu_goes_off_line_and_comes_back(const Entry<World>& entry, const Round& round) {
  const std::vector<CpuIndex> cpus = World::is_virtual ? std::vector<CpuIndex>{0, 1, 2} : host::allowed_cpus();
  if (cpus.size() == 1) return;
  const CpuIndex leaving = cpus.back();
  Fixture<World> device(entry, small_device(3));
  Strategy<typename World::Platform>& strategy = device->strategy();
  const auto write_some = [&](ThreadIndex thread) {
    for (int i = 0; i < operations<World>(2, 500); ++i) {
      EXPECT_EQ(device->write(thread, PageContent{text_page(thread + 1)}), Outcome::ok);
    }
  };
  VirtualOptions all;
  all.cpus = 3;
  World::run(round, 3, write_some, all);

  const std::uint64_t before = device->streams().count();
  strategy.cpu_offline(leaving);
  EXPECT_EQ(before - device->streams().count(), entry.card.stream_for_each_cpu ? 1u : 0u);
  VirtualOptions fewer;
  fewer.cpus = 2;
  World::run(
      round, 3,
      [&](ThreadIndex thread) {
        if constexpr (!World::is_virtual) host::pin_to(cpus.front());
        if (thread != 0) return write_some(thread);
        for (int i = 0; i < operations<World>(2, 50); ++i) {
          EXPECT_EQ(strategy.cpu_online(leaving), Outcome::ok);
          strategy.cpu_offline(leaving);
        }
      },
      fewer);
  device.expect_all_accounted_for();

  EXPECT_EQ(strategy.cpu_online(leaving), Outcome::ok);
  World::run(round, 3, write_some, all);
  for (ThreadIndex thread = 0; thread < 3; ++thread) EXPECT_EQ(device.read(thread), text_page(thread + 1));
  device.expect_all_accounted_for();
}

}  // namespace zramlab::test
