// Workload files: what they plan, and what is said of wrong ones.
#include "workloads/workload_file.h"

#include "tests/workloads/planning.h"

#include <algorithm>
#include <array>
#include <utility>

namespace zramlab::test {
namespace {

std::shared_ptr<const PageStore> no_content_to_load(const std::string& text) {
  throw usage_error("nobody asked for " + text);
}

// A file that is gone after the test.
class WrittenFile {
 public:
  explicit WrittenFile(std::string_view text) : path_(folder_.with("day.json", text).string()) {}
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  Folder folder_;
  std::string path_;
};

Plan plan_of_file(const std::string& text, ThreadIndex workers = 2, std::optional<std::uint64_t> operations = std::nullopt,
                  std::uint64_t runtime_ns = 0) {
  const WrittenFile file(text);
  return WorkloadFile(file.path()).plan(request_for(workers, 0), operations, runtime_ns, no_content_to_load);
}

constexpr const char* three_phases = R"({
  "name": "day", "operations": 10000, "loops": 2,
  "phases": [
    {"label": "fill", "workload": "swap-out", "operations": 3000, "threads": 1, "slots": 200},
    {"workload": "hot-slot", "share": 0.5, "hot": 4},
    {"label": "calm", "workload": "swap-mixed:slots=64", "duration": "20ms", "reads": 0.25}
  ]})";

TEST(workload_file, lays_out_its_phases_one_after_the_other) {
  const Plan plan = plan_of_file(three_phases);
  EXPECT_EQ(plan.name, "day");
  EXPECT_EQ(plan.loops, 2u);
  EXPECT_EQ(plan.slot_count, 4096u) << "the largest of the phases";
  ASSERT_EQ(plan.phases.size(), 3u);
  EXPECT_EQ(plan.phases[0].label, "fill");
  EXPECT_EQ(plan.phases[0].workload, "swap-out:slots=200");
  EXPECT_EQ(plan.phases[0].operations, 3000u);
  EXPECT_EQ(plan.phases[0].parts[0].count, 3000u);
  EXPECT_EQ(plan.phases[0].parts[1].count, 0u) << "one thread only";
  EXPECT_EQ(plan.phases[1].label, "hot-slot");
  EXPECT_EQ(plan.phases[1].operations, 5000u);
  EXPECT_EQ(plan.phases[1].parts[0].first, 3000u);
  EXPECT_EQ(plan.phases[2].workload, "swap-mixed:slots=64,reads=0.25");
  EXPECT_FALSE(plan.phases[2].operations);
  EXPECT_EQ(plan.phases[2].runtime_ns, 20'000'000u);
  std::uint64_t laid_out = 0;
  for (std::size_t worker = 0; worker < 2; ++worker) {
    std::size_t end = 0;
    for (const PlanPhase& phase : plan.phases) {
      EXPECT_EQ(phase.parts[worker].first, end);
      end += phase.parts[worker].count;
    }
    EXPECT_EQ(end, plan.workers[worker].size());
    laid_out += end;
  }
  EXPECT_EQ(plan.operation_count, laid_out);
}

TEST(workload_file, its_shares_are_of_the_command_lines_operations_or_time) {
  EXPECT_EQ(plan_of_file(three_phases, 2, 1000).phases[1].operations, 500u);
  const Plan timed = plan_of_file(three_phases, 2, std::nullopt, 1'000'000'000);
  EXPECT_FALSE(timed.phases[1].operations);
  EXPECT_EQ(timed.phases[1].runtime_ns, 500'000'000u);
  EXPECT_EQ(timed.phases[0].operations, 3000u) << "no share";
}

TEST(workload_file, a_phase_finds_what_the_one_before_it_left) {
  const Plan plan = plan_of_file(R"({"name": "two", "phases": [
      {"workload": "swap-out", "operations": 50, "slots": 50},
      {"workload": "swap-mixed", "operations": 500, "slots": 50, "reads": 1}]})", 1);
  std::vector<ContentIndex> held(50);
  for (std::size_t i = 0; i < 50; ++i) held[plan.workers[0][i].slot] = plan.workers[0][i].content;
  for (std::size_t i = 50; i < 550; ++i) ASSERT_EQ(plan.workers[0][i].content, held[plan.workers[0][i].slot]);
}

TEST(workload_file, phases_of_the_same_workload_differ_unless_their_seed_is_the_same) {
  const auto phases_are_equal = [](const std::string& seed) {
    const Plan plan = plan_of_file(R"({"name": "two", "phases": [{"workload": "overwrite", "operations": 100)" + seed +
                                   R"(}, {"workload": "overwrite", "operations": 100)" + seed + "}]}", 1);
    const auto& operations = plan.workers[0];
    return std::equal(operations.begin(), operations.begin() + 100, operations.begin() + 100,
                      [](const PlannedOperation& a, const PlannedOperation& b) { return a.slot == b.slot && a.content == b.content; });
  };
  EXPECT_FALSE(phases_are_equal(""));
  EXPECT_TRUE(phases_are_equal(R"(, "seed": 9)"));
}

TEST(workload_file, puts_the_pages_of_all_phases_into_one_store) {
  PageStore others;
  for (std::uint64_t page = 10; page < 13; ++page) others.add(page_of(page));
  const auto loaded = std::make_shared<const PageStore>(std::move(others));
  const WrittenFile file(R"({"name": "mixed", "phases": [
      {"workload": "swap-out", "operations": 100},
      {"workload": "fio-randwrite", "operations": 100},
      {"workload": "swap-out", "operations": 100, "content": "these"},
      {"workload": "fio-randwrite", "operations": 100, "content": "these"}]})");
  WorkloadFile workload(file.path());
  const auto load = [&](const std::string& text) {
    EXPECT_EQ(text, "these");
    return loaded;
  };
  const Plan plan = workload.plan(request_for(2, 0), std::nullopt, 0, load);
  ASSERT_EQ(plan.contents->count(), 4u + 1 + 3);
  EXPECT_EQ(workload.plan(request_for(5, 0), std::nullopt, 0, load).contents, plan.contents) << "the same for any number of workers";
  constexpr std::array<std::pair<ContentIndex, ContentIndex>, 4> ranges{{{0, 4}, {4, 5}, {5, 8}, {5, 8}}};
  for (std::size_t number = 0; number < 4; ++number) {
    const PlanPhase::Part part = plan.phases[number].parts[0];
    for (std::size_t i = part.first; i < part.first + part.count; ++i) {
      ASSERT_GE(plan.workers[0][i].content, ranges[number].first) << "phase " << number;
      ASSERT_LT(plan.workers[0][i].content, ranges[number].second) << "phase " << number;
    }
  }
  EXPECT_EQ(plan.contents->hash(5), loaded->hash(0));
}

TEST(workload_file, gives_each_worker_its_part_of_a_phase) {
  const Plan plan = plan_of_file(three_phases, 3);
  for (const PlanPhase& phase : plan.phases) {
    std::uint64_t sum = 0;
    for (std::size_t worker = 0; worker < 3; ++worker) sum += operations_of(phase, worker);
    EXPECT_EQ(sum, phase.operations.value_or(0)) << phase.label;
  }
}

struct BadFile {
  const char* text;
  std::vector<const char*> says;
};

TEST(workload_file, names_the_place_of_what_is_wrong) {
  const std::vector<BadFile> files = {
      {"{", {"day.json:1", "no JSON"}},
      {R"({"name": 1e999})", {"day.json", "beyond"}},
      {"{\n\"name\": \"x\",\n oops}", {"day.json:3", "no JSON"}},
      {"[]", {"day.json", "must be an object"}},
      {R"({"phases": []})", {"\"name\"", "is missing"}},
      {R"({"name": "x"})", {"\"phases\"", "is missing"}},
      {R"({"name": "x", "phases": []})", {"\"phases\"", "not empty"}},
      {R"({"name": "x", "phases": [3]})", {"phases[0]", "must be an object"}},
      {R"({"name": "x", "phases": [{"operations": 5}]})", {"phases[0]", "\"workload\"", "is missing"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out"}]})", {"phases[0]", "\"operations\"", "\"share\"", "\"duration\""}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 5, "share": 1}]})", {"phases[0]", "give one of them"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 0}]})", {"phases[0]", "\"operations\"", "not 0"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 1.5}]})", {"\"operations\"", "1.5"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "share": 2}]})", {"\"share\"", "not 2"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "duration": "a while"}]})", {"phases[0]", "duration", "a while"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "duration": "0s"}]})", {"phases[0]", "duration"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 5, "colour": "red"}]})", {"phases[0]", "'colour'", "slots=N"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 5, "slots": [1]}]})", {"phases[0]", "\"slots\"", "[1]"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 5, "slots": "many"}]})", {"phases[0]", "slots=many"}},
      {R"({"name": "x", "phases": [{"workload": "swap-up", "operations": 5}]})", {"phases[0]", "'swap-up'", "swap-out"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 5, "threads": 3}]})", {"phases[0]", "\"threads\" is 3", "--threads 3"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 5, "threads": 0}]})", {"phases[0]", "\"threads\""}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 5, "content": "gold"}]})", {"phases[0]", "gold"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 5}], "loops": 0})", {"\"loops\""}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 5}], "loops": 65})", {"\"phases\"", "65"}},
      {R"({"name": "x", "phases": [{"workload": "swap-out", "operations": 5}], "sedes": 1})", {"\"sedes\"", "seed"}},
      {R"({"name": "x", "name": "y", "phases": [{"workload": "swap-out", "operations": 5}]})", {"\"name\"", "twice"}},
  };
  for (const BadFile& file : files) {
    try {
      plan_of_file(file.text);
      ADD_FAILURE() << file.text << " was accepted";
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_input) << file.text;
      const std::string message = error.what();
      EXPECT_NE(message.find("day.json"), std::string::npos) << message;
      for (const char* words : file.says) EXPECT_NE(message.find(words), std::string::npos) << file.text << "\n" << message;
    }
  }
}

TEST(workload_file, that_is_no_file_is_bad_input) {
  const Folder folder;
  for (const std::string& path : {std::string("no/such/day.json"), folder.file("").string()}) {
    try {
      const WorkloadFile file(path);
      FAIL() << "nothing was thrown";
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_input);
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace zramlab::test
