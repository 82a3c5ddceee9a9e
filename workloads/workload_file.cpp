#include "workloads/workload_file.h"

#include "engine/base/input_error.h"
#include "engine/base/units.h"
#include "workloads/json_object.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace zramlab {

namespace {

// Operations of the whole where neither the command line nor the file says.
constexpr std::uint64_t operations_default = 40'000;
constexpr std::uint64_t operations_max = std::uint64_t{1} << 50;
constexpr std::uint64_t loops_max = 1'000'000;
constexpr std::size_t phases_max = 64;
constexpr ThreadIndex phase_threads_max = 256;

// An error of the parameters, as of the command line, said of the file's place instead.
[[noreturn]] void throw_at(const std::string& place, const InputError& error) {
  std::string_view problem = error.what();
  for (const std::string_view prefix : {"--workload: ", "--workload ", "--content: ", "--content "}) {
    if (problem.starts_with(prefix)) {
      problem.remove_prefix(prefix.size());
      break;
    }
  }
  throw InputError(error.code() == ExitCode::usage ? ExitCode::bad_input : error.code(), fmt::format("{}: {}", place, problem));
}

void read_length(JsonObject& object, WrittenPhase& phase) {
  phase.operations = object.optional_count("operations", 1, operations_max);
  phase.share = object.optional_number("share", 1e-6, 1);
  const std::optional<std::string> duration = object.optional_text("duration");
  const int given = (phase.operations ? 1 : 0) + (phase.share ? 1 : 0) + (duration ? 1 : 0);
  if (given == 0) object.fail("operations", "is missing; say \"operations\", \"share\" (of the run) or \"duration\" (\"500ms\")");
  if (given > 1) object.fail("operations", "\"share\" and \"duration\" each say how long the phase is; give one of them");
  if (!duration) return;
  try {
    phase.runtime_ns = parse_duration_ns(*duration, "\"duration\"");
  } catch (const InputError& error) {
    throw_at(object.place(), error);
  }
  if (phase.runtime_ns == 0) object.fail("duration", "of no time would measure nothing");
}

WrittenPhase read_phase(JsonObject object) {
  WrittenPhase phase;
  phase.place = object.place();
  phase.workload = object.text("workload");
  phase.label = object.optional_text("label").value_or(phase.workload);
  phase.content = object.optional_text("content").value_or("");
  phase.seed = object.optional_count("seed", 0, ~std::uint64_t{0});
  if (const auto threads = object.optional_count("threads", 1, phase_threads_max)) phase.threads = static_cast<ThreadIndex>(*threads);
  read_length(object, phase);
  // What is left are parameters: the workload knows them, or says that it does not.
  char separator = phase.workload.find(':') == std::string::npos ? ':' : ',';
  for (const auto& [name, value] : object.rest()) {
    phase.workload += fmt::format("{}{}={}", separator, name, value);
    separator = ',';
  }
  return phase;
}

// Where each of the stores begins when every different one lies once behind the others.
std::vector<ContentIndex> firsts_of(const std::vector<std::shared_ptr<const PageStore>>& stores) {
  std::vector<ContentIndex> firsts;
  ContentIndex end = 0;
  for (std::size_t i = 0; i < stores.size(); ++i) {
    const auto same = static_cast<std::size_t>(std::find(stores.begin(), stores.end(), stores[i]) - stores.begin());
    firsts.push_back(same < i ? firsts[same] : end);
    if (same == i) end += static_cast<ContentIndex>(stores[i]->count());
  }
  return firsts;
}

// Adds a phase's operations behind those of the phases before it; its contents begin at `first`.
void append(Plan& whole, std::size_t number, const Plan& phase, ContentIndex first) {
  for (std::size_t worker = 0; worker < whole.workers.size(); ++worker) {
    auto& operations = whole.workers[worker];
    const std::size_t count = worker < phase.workers.size() ? phase.workers[worker].size() : 0;
    whole.phases[number].parts.push_back({operations.size(), count});
    for (std::size_t i = 0; i < count; ++i) {
      operations.push_back(phase.workers[worker][i]);
      if (operations.back().content != no_content) operations.back().content += first;
    }
  }
  whole.slot_count = std::max(whole.slot_count, phase.slot_count);
  whole.mem_limit_share = std::max(whole.mem_limit_share, phase.mem_limit_share);
  whole.allocation_failure_share = std::max(whole.allocation_failure_share, phase.allocation_failure_share);
}

}  // namespace

WorkloadFile::WorkloadFile(const std::string& file) {
  const nlohmann::ordered_json json = parse_json_file(file);
  JsonObject object(file, json);
  name_ = object.text("name");
  operations_ = object.optional_count("operations", 1, operations_max);
  seed_ = object.optional_count("seed", 0, ~std::uint64_t{0});
  loops_ = static_cast<std::uint32_t>(object.optional_count("loops", 1, loops_max).value_or(1));
  for (JsonObject& phase : object.objects("phases")) phases_.push_back(read_phase(std::move(phase)));
  if (phases_.size() * loops_ > phases_max) {
    object.fail("phases", fmt::format("and \"loops\" make {} phases; {} is the most", phases_.size() * loops_, phases_max));
  }
  object.refuse_rest("name, operations, seed, loops, phases");
}

bool WorkloadFile::has_shares() const {
  return std::any_of(phases_.begin(), phases_.end(), [](const WrittenPhase& phase) { return phase.share.has_value(); });
}

Plan WorkloadFile::plan(const WorkloadRequest& request, std::optional<std::uint64_t> operations, std::uint64_t runtime_ns,
                        const LoadContent& load) {
  const std::uint64_t total = operations.value_or(operations_.value_or(operations_default));
  Plan whole;
  whole.name = name_;
  whole.order = ReplayOrder::none;
  whole.loops = loops_;
  whole.workers.resize(request.workers);
  std::vector<std::shared_ptr<const PageStore>> stores;
  std::vector<Plan> plans;
  for (const WrittenPhase& written : phases_) {
    PlanPhase phase{.label = written.label, .workload = written.workload, .parts = {}, .operations = written.operations, .runtime_ns = written.runtime_ns};
    if (written.share && runtime_ns != 0) {
      phase.runtime_ns = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(*written.share * static_cast<double>(runtime_ns)));
    } else if (written.share) {
      phase.operations = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(*written.share * static_cast<double>(total)));
    }
    WorkloadRequest of_phase = request;
    of_phase.operation_count = std::min<std::uint64_t>(phase.operations.value_or(total), planned_operations_max / phases_.size());
    of_phase.seed = written.seed.value_or(Random(seed_.value_or(request.seed)).fork(plans.size())());
    plans.push_back(phase_plan(written, of_phase, load));
    stores.push_back(plans.back().contents);
    whole.phases.push_back(std::move(phase));
  }
  whole.contents = merged(stores);
  const std::vector<ContentIndex> firsts = firsts_of(stores);
  for (std::size_t i = 0; i < plans.size(); ++i) append(whole, i, plans[i], firsts[i]);
  for (const auto& worker : whole.workers) whole.operation_count += worker.size();
  expect_contents(whole);
  return whole;
}

Plan WorkloadFile::phase_plan(const WrittenPhase& phase, WorkloadRequest request, const LoadContent& load) {
  if (phase.threads.value_or(0) > request.workers) {
    throw bad_input(fmt::format("{}: \"threads\" is {}, but the run has {}; use --threads {}", phase.place, *phase.threads,
                                request.workers, *phase.threads));
  }
  request.workers = phase.threads.value_or(request.workers);
  try {
    if (!phase.content.empty()) {
      auto& loaded = loaded_[phase.content];
      if (!loaded) loaded = load(phase.content);
      request.contents = loaded;
      request.contents_chosen = true;
    }
    return plan_workload(phase.workload, std::move(request));
  } catch (const InputError& error) {
    throw_at(phase.place, error);
  }
}

std::shared_ptr<const PageStore> WorkloadFile::merged(const std::vector<std::shared_ptr<const PageStore>>& stores) {
  if (merged_) return merged_;
  if (std::all_of(stores.begin(), stores.end(), [&](const auto& store) { return store == stores.front(); })) {
    return merged_ = stores.front();
  }
  PageStore all;
  for (std::size_t i = 0; i < stores.size(); ++i) {
    if (std::find(stores.begin(), stores.end(), stores[i]) != stores.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    for (std::size_t page = 0; page < stores[i]->count(); ++page) all.add(stores[i]->page(static_cast<ContentIndex>(page)));
  }
  return merged_ = std::make_shared<const PageStore>(std::move(all));
}

bool is_workload_file(std::string_view text) { return text.ends_with(".json"); }

}  // namespace zramlab
