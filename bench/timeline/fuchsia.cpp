#include "bench/timeline/fuchsia.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace zramlab {

namespace {

static_assert(std::endian::native == std::endian::little, "words go to the file as they are");

using Word = std::uint64_t;
using StringRef = std::uint16_t;  // an index of the file's table of strings; 0: none
using ThreadRef = std::uint8_t;   // an index of the file's table of threads; 0: the thread is named in the record

// The format's numbers.
enum class RecordType : std::uint8_t { initialization = 1, string = 2, thread = 3, event = 4, kernel_object = 7 };
enum class EventType : std::uint8_t { instant = 0, duration_complete = 4, flow_begin = 8, flow_end = 10 };
enum class ArgumentType : std::uint8_t { uint32 = 2, koid = 8 };
enum class ObjectType : std::uint8_t { process = 1, thread = 2 };
constexpr Word magic = 0x0016547846040010;
constexpr Word ticks_per_second = 1'000'000'000'000;
constexpr std::size_t string_bytes_max = 1000;  // of 32767; these are names
constexpr std::size_t thread_refs_max = std::numeric_limits<ThreadRef>::max();

constexpr Word header(RecordType type, std::size_t words) { return static_cast<Word>(type) | static_cast<Word>(words) << 4; }
constexpr Word argument_header(ArgumentType type, std::size_t words, StringRef name) {
  return static_cast<Word>(type) | static_cast<Word>(words) << 4 | static_cast<Word>(name) << 16;
}
constexpr std::size_t words_of(std::string_view text) { return (text.size() + sizeof(Word) - 1) / sizeof(Word); }

// The number by which viewers know a track; one that is its process's would count as that process's main thread.
constexpr Word koid(TrackKind kind) { return static_cast<Word>(kind); }
constexpr Word koid(const Track& track) { return koid(track.kind) * 100'000 + track.number; }

class FuchsiaTimeline final : public TimelineFormat {
 public:
  FuchsiaTimeline(std::ostream& stream, std::string_view title, std::string_view machine) : stream_(stream) {
    put(magic);
    put(header(RecordType::initialization, 2));
    put(ticks_per_second);
    for (std::size_t kind = 0; kind < timeline_kinds; ++kind) kind_names_[kind] = name(to_string(static_cast<TimelineKind>(kind)));
    thread_ = name("thread");
    process_ = name("process");
    wakes_ = name("wakes");
    woken_ = name("woken");
    for (const TrackKind kind : track_kinds) {
      // The format has no place for a title.
      const std::string process = process_name(kind, machine);
      name_process(kind, kind == TrackKind::cpus ? fmt::format("{}: {}", process, title) : process);
    }
  }

  void take(std::span<const TimelineRecord> records) override { show(records, *this); }
  void finish() override { flush(); }

  void slice(const Track& track, const TimelineRecord& record) {
    const StringRef what = track.kind == TrackKind::streams ? name_of_thread(record.thread) : kind_names_[static_cast<std::size_t>(record.kind)];
    event(EventType::duration_complete, track, what, record.begin, record.thread, record.end);
  }
  void arrow(const TimelineRecord& record) {
    const Track waker{TrackKind::cpus, record.cpu};
    const Track target{TrackKind::cpus, record.argument};
    ++arrows_;
    // An arrow goes from slice to slice, and there need not be one at these times.
    event(EventType::instant, waker, wakes_, record.begin, record.thread);
    event(EventType::flow_begin, waker, kind_names_[static_cast<std::size_t>(record.kind)], record.begin, record.thread, arrows_);
    event(EventType::instant, target, woken_, record.end, record.thread);
    event(EventType::flow_end, target, kind_names_[static_cast<std::size_t>(record.kind)], record.end, record.thread, arrows_);
  }

 private:
  static constexpr std::size_t piece_words = 4096;
  static constexpr std::size_t event_words_max = 6;

  void put(Word word) {
    if (filled_ == piece_.size()) [[unlikely]] flush();
    piece_[filled_++] = word;
  }
  void put(std::string_view text) {
    for (; !text.empty(); text.remove_prefix(std::min(text.size(), sizeof(Word)))) {
      Word word = 0;
      std::memcpy(&word, text.data(), std::min(text.size(), sizeof word));
      put(word);
    }
  }

  template <class... Extra>
  void event(EventType type, const Track& track, StringRef what, Ticks time, std::uint32_t thread, Extra... extra) {
    static_assert(sizeof...(extra) <= 1);
    const ThreadRef ref = ref_of(track);
    const std::size_t words = 3 + sizeof...(extra) + (ref == 0 ? 2 : 0);
    if (filled_ + event_words_max > piece_.size()) [[unlikely]] flush();
    Word* next = piece_.data() + filled_;
    *next++ = header(RecordType::event, words) | static_cast<Word>(type) << 16 | Word{1} << 20 | Word{ref} << 24 | Word{what} << 48;
    *next++ = time;
    if (ref == 0) {
      *next++ = koid(track.kind);
      *next++ = koid(track);
    }
    *next++ = argument_header(ArgumentType::uint32, 1, thread_) | Word{thread} << 32;
    ((*next++ = extra), ...);
    filled_ += words;
  }

  // A new entry of the table of strings.
  StringRef name(std::string_view text) {
    text = text.substr(0, string_bytes_max);
    const StringRef ref = ++strings_;
    put(header(RecordType::string, 1 + words_of(text)) | Word{ref} << 16 | static_cast<Word>(text.size()) << 32);
    put(text);
    return ref;
  }
  StringRef name_of_thread(std::uint32_t thread) {
    if (thread >= thread_names_.size()) thread_names_.resize(thread + std::size_t{1});
    StringRef& ref = thread_names_[thread];
    if (ref == 0) [[unlikely]] ref = name(to_string(Track{TrackKind::threads, thread}));
    return ref;
  }
  ThreadRef ref_of(const Track& track) {
    std::vector<TrackRef>& refs = refs_[koid(track.kind) - 1];
    if (track.number >= refs.size() || !refs[track.number].is_named) [[unlikely]] introduce(track);
    return refs[track.number].ref;
  }
  void introduce(const Track& track) {
    const StringRef track_name = name(to_string(track));
    put(header(RecordType::kernel_object, 4) | static_cast<Word>(ObjectType::thread) << 16 | Word{track_name} << 24 | Word{1} << 40);
    put(koid(track));
    put(argument_header(ArgumentType::koid, 2, process_));
    put(koid(track.kind));
    std::vector<TrackRef>& refs = refs_[koid(track.kind) - 1];
    if (track.number >= refs.size()) refs.resize(track.number + std::size_t{1});
    const bool has_room = thread_refs_ < thread_refs_max;
    refs[track.number] = {.ref = has_room ? ++thread_refs_ : ThreadRef{0}, .is_named = true};
    if (!has_room) return;
    put(header(RecordType::thread, 3) | Word{thread_refs_} << 16);
    put(koid(track.kind));
    put(koid(track));
  }
  void name_process(TrackKind kind, std::string_view text) {
    const StringRef ref = name(text);
    put(header(RecordType::kernel_object, 2) | static_cast<Word>(ObjectType::process) << 16 | Word{ref} << 24);
    put(koid(kind));
  }
  void flush() {
    stream_.write(reinterpret_cast<const char*>(piece_.data()), static_cast<std::streamsize>(filled_ * sizeof(Word)));
    filled_ = 0;
  }

  struct TrackRef {
    ThreadRef ref = 0;
    bool is_named = false;
  };

  std::ostream& stream_;
  std::array<StringRef, timeline_kinds> kind_names_{};
  StringRef thread_ = 0;
  StringRef process_ = 0;
  StringRef wakes_ = 0;
  StringRef woken_ = 0;
  StringRef strings_ = 0;
  ThreadRef thread_refs_ = 0;
  std::array<std::vector<TrackRef>, track_kinds.size()> refs_;
  std::vector<StringRef> thread_names_;
  Word arrows_ = 0;
  std::size_t filled_ = 0;
  std::array<Word, piece_words> piece_;
};

}  // namespace

std::unique_ptr<TimelineFormat> fuchsia_timeline(std::ostream& stream, std::string_view title, std::string_view machine) {
  return std::make_unique<FuchsiaTimeline>(stream, title, machine);
}

}  // namespace zramlab
