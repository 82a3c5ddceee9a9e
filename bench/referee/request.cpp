#include "bench/referee/request.h"

#include "bench/captures.h"
#include "bench/kernel/zram_algorithm.h"
#include "bench/referee/pages.h"
#include "bench/referee/sequence.h"
#include "engine/backend/table.h"
#include "engine/base/input_error.h"
#include "engine/base/units.h"
#include "workloads/content/content.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace zramlab {

namespace {

constexpr std::uint64_t random_actions_default = 100'000;
constexpr std::uint64_t random_actions_max = 100'000'000;  // 24 bytes each are kept
constexpr std::uint64_t checkpoints_default = 100;
constexpr const char* default_content = "trace:gxx";

// What our library's lengths may differ from the kernel's in all, by what was seen on two captures (docs/referee.md).
struct CodecTolerance {
  std::string_view algorithm;
  double relative;
};
constexpr std::array<CodecTolerance, 2> codec_tolerances{{{"lz4", 0.0001}, {"lzo", 0.001}}};
constexpr double other_tolerance = 0.001;

void check_codec(const RefereeTexts& texts, RefereeRequest& request) {
  if (texts.lengths != "kernel" && texts.lengths != "own") {
    throw usage_error(fmt::format("--lengths: '{}' is not one of kernel, own", texts.lengths));
  }
  request.lengths = texts.lengths == "own" ? Lengths::own : Lengths::kernel;
  request.codec_text = texts.codec;
  // Of the kernel's lengths alone nothing is asked that the lab has a codec for.
  const bool is_plain = texts.codec.find(':') == std::string::npos && request.lengths == Lengths::kernel;
  request.algorithm = is_plain ? ZramAlgorithm{texts.codec, ""} : zram_algorithm_of(texts.codec);
  if (request.lengths == Lengths::kernel) {
    if (texts.tolerance_percent >= 0) throw usage_error("--tolerance: with --lengths kernel every field must be equal; leave the option out");
    return;
  }
  request.codec = make_codec(texts.codec);
  request.tolerance = other_tolerance;
  for (const CodecTolerance& known : codec_tolerances) {
    if (known.algorithm == request.algorithm.name) request.tolerance = known.relative;
  }
  if (texts.tolerance_percent >= 0) request.tolerance = texts.tolerance_percent / 100;
}

void check_device(const RefereeTexts& texts, RefereeRequest& request) {
  request.era = texts.era.empty() ? era_of_kernel(running_kernel()) : KernelEra{texts.era, era_of(texts.era), false};
  if (texts.chain_size != 0) request.era.era = with_chain_size(request.era.era, texts.chain_size);
  if (!texts.mem_limit.empty()) request.mem_limit_bytes = parse_bytes(texts.mem_limit, "--mem-limit");
}

void take_content(const RefereeTexts& texts, RefereeRequest& request) {
  const std::string name = texts.content.empty() ? default_content : texts.content;
  Content content = load_content(name, texts.seed, find_shipped);
  request.contents = content.pages;
  request.notes = content.notes;
  request.page_options = fmt::format("--content {}", name);
  if (texts.seed != 1) request.page_options += fmt::format(" --seed {}", texts.seed);
}

void take_trace(const RefereeTexts& texts, RefereeRequest& request) {
  const TraceReader trace(find_capture(texts.trace));
  const std::uint64_t compact_every = texts.compact_every.empty() ? 0 : parse_count(texts.compact_every, "--compact-every");
  TraceActions made = trace_actions(trace, compact_every);
  request.contents = std::make_shared<const PageStore>(trace.load_contents());
  request.page_options = fmt::format("--trace {}", texts.trace);
  if (!texts.replay.empty()) return;
  request.actions = std::move(made.actions);
  request.what = fmt::format("the trace {}", texts.trace);
  if (made.reads != 0) request.notes.push_back(fmt::format("{} reads left out: mm_stat does not tell of them", made.reads));
  if (made.without_page != 0) request.notes.push_back(fmt::format("{} writes left out: the trace does not have their pages", made.without_page));
  if (texts.operations.empty()) return;
  request.actions.resize(std::min<std::size_t>(request.actions.size(), parse_count(texts.operations, "--ops")));
  request.what += fmt::format(", its first {} operations", request.actions.size());
}

void make_random(const RefereeTexts& texts, RefereeRequest& request) {
  SequenceRequest sequence{.actions = random_actions_default, .seed = texts.seed, .slots = texts.slots};
  sequence.given_pages = static_cast<std::uint32_t>(request.contents->count());
  if (!texts.operations.empty()) sequence.actions = parse_count(texts.operations, "--ops");
  if (sequence.actions > random_actions_max) {
    throw usage_error(fmt::format("--ops: {} are more than the {} that fit into memory; use several seeds", sequence.actions, random_actions_max));
  }
  request.actions = random_actions(sequence);
  request.what = fmt::format("{} random operations (seed {}, {} slots) over the pages of {}", request.actions.size(), texts.seed, texts.slots,
                             texts.content.empty() ? default_content : texts.content);
}

std::string text_of_file(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) throw bad_input(fmt::format("--replay: cannot read {}: {}", name, std::strerror(errno)));
  return text;
}

void take_replay(const RefereeTexts& texts, RefereeRequest& request) {
  const bool is_file = texts.replay.front() == '@';
  request.actions = parse_actions(is_file ? text_of_file(texts.replay.substr(1)) : texts.replay, "--replay");
  request.what = fmt::format("{} operations given by --replay", request.actions.size());
}

void check_input(const RefereeTexts& texts, RefereeRequest& request) {
  if (!texts.trace.empty() && !texts.content.empty()) {
    throw usage_error("--trace and --content both say which pages; give one of them");
  }
  if (texts.trace.empty() && !texts.compact_every.empty()) {
    throw usage_error("--compact-every goes with --trace: random operations hold compactions already");
  }
  if (!texts.trace.empty()) {
    take_trace(texts, request);
  } else {
    take_content(texts, request);
    if (texts.replay.empty()) make_random(texts, request);
  }
  if (!texts.replay.empty()) take_replay(texts, request);
  if (request.actions.empty()) throw usage_error("referee: there is nothing to replay (no operation that changes the device)");
  require_pages(request.actions, request.contents->count(), "--replay");
  request.slots = slots_needed(request.actions);
}

void check_checkpoints(const RefereeTexts& texts, RefereeRequest& request) {
  if (!texts.checkpoints.empty() && !texts.every.empty()) {
    throw usage_error("--checkpoints and --every both say when to compare; give one of them");
  }
  if (!texts.every.empty()) {
    request.check_every = parse_count(texts.every, "--every");
  } else {
    const std::uint64_t wanted = texts.checkpoints.empty() ? checkpoints_default : parse_count(texts.checkpoints, "--checkpoints");
    if (wanted == 0) throw usage_error("--checkpoints: none would compare nothing");
    request.check_every = std::max<std::uint64_t>(request.actions.size() / wanted, 1);
  }
  if (request.check_every == 0) throw usage_error("--every: give at least 1");
}

}  // namespace

void add_referee_options(CLI::App& command, RefereeTexts& texts) {
  const char* what = "What to compare";
  command.add_option("--lengths", texts.lengths, "kernel (default): the engine is told the kernel's compressed lengths, and all must be equal; own: it compresses itself")->group(what);
  command.add_option("--codec", texts.codec, "as the kernel calls it, with its parameters: lz4 (default), lzo, zstd:level=3")->group(what);
  command.add_option("--tolerance", texts.tolerance_percent, "of the totals with --lengths own, in per cent (default: lz4 0.01, others 0.1)")->check(CLI::Range(0.0, 100.0))->group(what);
  command.add_option("--checkpoints", texts.checkpoints, "how often to compare (default 100)")->group(what);
  command.add_option("--every", texts.every, "compare after every N operations instead")->group(what);

  const char* input = "What both do";
  command.add_option("--trace", texts.trace, "replay a .ztrace file, or a shipped capture's name")->group(input);
  command.add_option("--compact-every", texts.compact_every, "of a trace: compact after every N of its operations (default: never)")->group(input);
  command.add_option("--ops", texts.operations, "random operations (default 100k); of a trace, the first N")->group(input);
  command.add_option("--seed", texts.seed, "of the random operations (default 1)")->group(input);
  command.add_option("--slots", texts.slots, "that random operations use (default 8192)")->check(CLI::Range(1u, 1u << 20))->group(input);
  command.add_option("--content", texts.content, "whose pages random operations write (default trace:gxx); see bench list contents")->group(input);
  command.add_option("--replay", texts.replay, "these operations, as a mismatch printed them; or @FILE")->group(input);

  const char* device = "The device";
  command.add_option("--era", texts.era, "kernel whose rules the engine takes (default: the one that runs)")->group(device);
  command.add_option("--chain-size", texts.chain_size, "CONFIG_ZSMALLOC_CHAIN_SIZE of the kernel, 4 to 16 (default: the era's)")->group(device);
  command.add_option("--mem-limit", texts.mem_limit, "of both, as in 8M: writes past it must fail on both (default: none)")->group(device);

  const char* output = "Output";
  command.add_option("--json", texts.json, "write everything to FILE, each checkpoint included")->type_name("FILE")->group(output);
  command.add_option("--save", texts.save, "write the operations that show a mismatch to FILE, for --replay @FILE")->type_name("FILE")->group(output);
  command.add_flag("--shrink,!--no-shrink", texts.shrinks, "search a short sequence that shows a mismatch (default)")->group(output);
  command.add_flag("--quiet", texts.quiet, "only the verdict")->group(output);
}

RefereeRequest check_referee_request(const RefereeTexts& texts) {
  RefereeRequest request;
  check_codec(texts, request);
  check_device(texts, request);
  check_input(texts, request);
  check_checkpoints(texts, request);
  request.json = texts.json;
  request.save = texts.save;
  request.shrinks = texts.shrinks;
  request.quiet = texts.quiet;
  return request;
}

std::string replay_command(const RefereeRequest& request, const std::string& actions) {
  std::string line = fmt::format("bench referee --lengths {} --codec {} {}", request.lengths == Lengths::kernel ? "kernel" : "own",
                                 request.codec_text, request.page_options);
  const KernelEra running = era_of_kernel(running_kernel());
  if (request.era.name != running.name) line += fmt::format(" --era {}", request.era.name);
  if (request.era.era.pool.chain_size != era_of(request.era.name).pool.chain_size) {
    line += fmt::format(" --chain-size {}", request.era.era.pool.chain_size);
  }
  if (request.mem_limit_bytes != 0) line += fmt::format(" --mem-limit {}", request.mem_limit_bytes);
  return line + fmt::format(" --every 1 --replay '{}'", actions);
}

}  // namespace zramlab
