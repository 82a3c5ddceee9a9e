// Machine profiles: what ships, what is refused, and that text and profile say the same.
#include "engine/platform/virtual/machine_profile.h"

#include "engine/base/input_error.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>

namespace zramlab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

ordered_json shipped(const std::string& name) {
  return ordered_json::parse(text_of(fs::path(ZRAMLAB_MACHINES) / (name + ".json")));
}

std::vector<std::string> names_in_folder() {
  std::vector<std::string> names;
  for (const auto& file : fs::directory_iterator(ZRAMLAB_MACHINES)) names.push_back(file.path().stem().string());
  std::ranges::sort(names);
  return names;
}

// HOME and XDG_DATA_HOME in a folder of the test's own, which starts empty.
class OwnHome : public testing::Test {
 protected:
  OwnHome() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    setenv("XDG_DATA_HOME", folder_.c_str(), 1);
  }
  ~OwnHome() override {
    unsetenv("XDG_DATA_HOME");
    fs::remove_all(folder_);
  }

  fs::path folder_ = fs::path(testing::TempDir()) / ("machines-" + std::to_string(getpid()));
};

// The message with which a changed laptop-4 is refused; fails the test if it is not.
std::string refusal(const std::function<void(ordered_json&)>& change, const std::string& name = "laptop-4") {
  ordered_json file = shipped(name);
  change(file);
  try {
    parse_machine(file.dump(), "mine.json");
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_input);
    return error.what();
  }
  ADD_FAILURE() << "was accepted: " << file.dump(1);
  return {};
}

void expect_refused(const std::function<void(ordered_json&)>& change, const std::string& field,
                    const std::string& name = "laptop-4") {
  const std::string message = refusal(change, name);
  EXPECT_NE(message.find("mine.json"), std::string::npos) << message;
  EXPECT_NE(message.find(field), std::string::npos) << message;
}

using MachineNames = OwnHome;

TEST_F(MachineNames, every_file_of_the_folder_is_a_machine) { EXPECT_EQ(machine_names(), names_in_folder()); }

TEST_F(MachineNames, host_is_there_once_it_was_calibrated) {
  try {
    load_machine("host");
    ADD_FAILURE() << "there is a host";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("bench calibrate"), std::string::npos) << error.what();
  }
  fs::create_directories(host_profile_path().parent_path());
  std::ofstream(host_profile_path()) << text_of(fs::path(ZRAMLAB_MACHINES) / "laptop-4.json");
  EXPECT_EQ(machine_names().back(), "host");
  EXPECT_EQ(load_machine("host").cpus.size(), load_machine("laptop-4").cpus.size());
}

TEST_F(MachineNames, an_unknown_name_lists_the_machines_there_are) {
  try {
    load_machine("mars");
    FAIL() << "there is a mars";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    for (const std::string& name : names_in_folder()) EXPECT_NE(std::string(error.what()).find(name), std::string::npos);
  }
}

TEST_F(MachineNames, a_name_that_ends_in_json_is_a_file) {
  const fs::path file = folder_ / "mine.json";
  std::ofstream(file) << text_of(fs::path(ZRAMLAB_MACHINES) / "phone-8.json");
  EXPECT_EQ(load_machine(file.string()).cpus.size(), load_machine("phone-8").cpus.size());
  EXPECT_THROW(load_machine((folder_ / "none.json").string()), InputError);
}

TEST_F(MachineNames, a_files_own_page_costs_lie_beside_it) {
  ordered_json file = ordered_json::parse(text_of(fs::path(ZRAMLAB_MACHINES) / "phone-8.json"));
  file["machine"]["page_costs"] = {{"value", {"a.costs", "b.costs"}}, {"source", "[host] measured for a test"}};
  const fs::path path = folder_ / "mine.json";
  std::ofstream(path) << file.dump();
  const MachineProfile profile = load_machine(path.string());
  EXPECT_EQ(profile.page_costs, (std::vector<std::string>{"a.costs", "b.costs"}));
  EXPECT_EQ(profile.folder, folder_);
  EXPECT_EQ(parse_machine(to_json(profile), "again.json").page_costs, profile.page_costs);
  EXPECT_EQ(constants_of(profile).back().value, R"(["a.costs","b.costs"])");
  EXPECT_TRUE(load_machine("phone-8").page_costs.empty());
}

class ShippedMachines : public testing::TestWithParam<std::string> {};

TEST_P(ShippedMachines, is_called_as_its_file) { EXPECT_EQ(load_machine(GetParam()).name, GetParam()); }

TEST_P(ShippedMachines, is_written_as_it_was_read) {
  const MachineProfile profile = load_machine(GetParam());
  EXPECT_EQ(ordered_json::parse(to_json(profile)), shipped(GetParam()));
}

TEST_P(ShippedMachines, has_as_many_cpus_as_its_name_says) {
  // "server-128x2" has 128 x 2; a year is not a size.
  std::string size = GetParam().substr(GetParam().find('-') + 1);
  size = size.substr(0, size.find('-'));
  const std::size_t times = size.find('x');
  const unsigned long first = std::stoul(size);
  const unsigned long cpus = times == std::string::npos ? first : first * std::stoul(size.substr(times + 1));
  EXPECT_EQ(load_machine(GetParam()).cpus.size(), cpus);
}

TEST_P(ShippedMachines, numbers_its_parts_without_gaps) {
  std::set<std::uint16_t> sockets, clusters, cores, classes;
  const MachineProfile profile = load_machine(GetParam());
  for (const VirtualCpu& cpu : profile.cpus) {
    sockets.insert(cpu.socket);
    clusters.insert(cpu.cluster);
    cores.insert(cpu.core);
    classes.insert(cpu.cpu_class);
  }
  for (const auto* numbers : {&sockets, &clusters, &cores, &classes}) EXPECT_EQ(*numbers->rbegin() + 1u, numbers->size());
  EXPECT_EQ(classes.size(), profile.classes.size());
  EXPECT_EQ(profile.cluster_transfer_ns.size(), profile.classes.size());
}

TEST_P(ShippedMachines, every_constant_has_a_source) {
  const MachineProfile profile = load_machine(GetParam());
  const std::vector<Constant> constants = constants_of(profile);
  EXPECT_EQ(constants.size(), profile.sources.size());
  for (const Constant& constant : constants) EXPECT_TRUE(profile.sources.contains(constant.name)) << constant.name;
}

TEST_P(ShippedMachines, farther_is_never_nearer) {
  const MachineProfile profile = load_machine(GetParam());
  double distance = 0;
  for (const double next : {profile.smt_transfer_ns, *std::ranges::min_element(profile.cluster_transfer_ns),
                            profile.socket_transfer_ns, profile.remote_transfer_ns}) {
    if (next == 0) continue;
    EXPECT_LE(distance, next);
    distance = next;
  }
}

TEST_P(ShippedMachines, no_constant_may_be_left_out) {
  const ordered_json whole = shipped(GetParam());
  const auto without_each = [&](const ordered_json::json_pointer& object) {
    for (const auto& member : whole.at(object).items()) {
      expect_refused([&](ordered_json& file) { file[object].erase(member.key()); }, member.key(), GetParam());
    }
  };
  without_each(ordered_json::json_pointer(""));
  without_each(ordered_json::json_pointer("/machine"));
  for (const auto& cpu_class : whole["classes"].items()) {
    without_each(ordered_json::json_pointer("/classes/" + cpu_class.key()));
  }
}

std::string without_hyphens(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(machines, ShippedMachines, testing::ValuesIn(names_in_folder()),
                         [](const auto& parameter) { return without_hyphens(parameter.param); });

TEST(parse_machine, an_unknown_member_is_refused_wherever_it_stands) {
  for (const char* object : {"", "/machine", "/classes/core", "/machine/slice_ns", "/sockets/0", "/sockets/0/clusters/0",
                             "/sockets/0/clusters/0/cores/0"}) {
    expect_refused([&](ordered_json& file) { file[ordered_json::json_pointer(object)]["colour"] = 1; }, "colour");
  }
}

TEST(parse_machine, a_value_outside_its_range_is_refused) {
  const auto with = [](const char* pointer, const ordered_json& value) {
    expect_refused([&](ordered_json& file) { file[ordered_json::json_pointer(pointer)] = value; },
                   ordered_json::json_pointer(pointer).parent_pointer().back());
  };
  with("/classes/core/local_rmw_ns/value", 0);
  with("/classes/core/local_rmw_ns/value", -5);
  with("/classes/core/local_rmw_ns/value", "5");
  with("/classes/core/local_rmw_ns/value", nullptr);
  with("/classes/core/cluster_transfer_ns/value", 0);
  with("/classes/core/deep_idle_share/value", 1.5);
  with("/classes/core/service_multiplier/value", 0);
  with("/machine/shared_read_ns/value", -0.1);
  with("/machine/busy_slowdown/value", ordered_json::array());
  with("/machine/busy_slowdown/value", {1, 0});
  with("/machine/service_quantiles/value", {1, "2"});
  with("/machine/service_quantiles/value", {1.5, 0.5});
  with("/machine/spinlock/value", "fair");
  with("/machine/slice_ns/value", 999);
  with("/machine/tick_ns/value", 0.0001);
  with("/machine/slice_ns/source", "");
  with("/machine/slice_ns/source", "somebody told me");
  expect_refused([](ordered_json& file) { file["machine"]["slice_ns"] = 5; }, "slice_ns");
  for (const ordered_json& value : {ordered_json::array(), ordered_json("a.costs"), ordered_json({""}), ordered_json({"a.costs", 1})}) {
    expect_refused([&](ordered_json& file) { file["machine"]["page_costs"] = {{"value", value}, {"source", "[host] measured"}}; }, "page_costs");
  }
}

TEST(parse_machine, a_topology_that_makes_no_machine_is_refused) {
  const auto with = [](const char* pointer, const ordered_json& value, const std::string& field) {
    expect_refused([&](ordered_json& file) { file[ordered_json::json_pointer(pointer)] = value; }, field);
  };
  with("/sockets", ordered_json::array(), "sockets");
  with("/sockets/0/clusters", ordered_json::array(), "clusters");
  with("/sockets/0/count", 0, "sockets[0].count");
  with("/sockets/0/count", 1.5, "sockets[0].count");
  with("/sockets/0/clusters/0/cores/0/count", 1'000'000, "count");
  with("/sockets/0/clusters/0/cores/0/count", 1024 * 1024, "count");
  with("/sockets/0/clusters/0/cores/0/count", 257, "count");
  with("/sockets/0/clusters/0/cores/0/class", "huge", "core");
}

TEST(parse_machine, too_many_cpus_are_refused_though_each_count_is_small) {
  expect_refused(
      [](ordered_json& file) {
        file["sockets"][0]["count"] = 100;
        file["sockets"][0]["clusters"][0]["count"] = 100;
      },
      "sockets");
}

TEST(parse_machine, a_machine_says_nothing_of_what_it_has_not_got) {
  for (const char* name : {"smt_transfer_ns", "socket_transfer_ns", "remote_transfer_ns", "smt_slowdown"}) {
    expect_refused([&](ordered_json& file) { file["machine"][name] = file["machine"]["slice_ns"]; }, name);
  }
}

TEST(parse_machine, what_is_nested_without_end_is_refused) {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  try {
    parse_machine("{\"name\": " + deep + "}", "mine.json");
    FAIL() << "was accepted";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("mine.json: nested deeper"), std::string::npos) << error.what();
  }
}

TEST(parse_machine, a_member_given_twice_is_refused) {
  std::string text = shipped("laptop-4").dump();
  text.insert(1, R"("name": "other", )");
  try {
    parse_machine(text, "mine.json");
    FAIL() << "was accepted";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("name is given twice"), std::string::npos) << error.what();
  }
}

TEST(parse_machine, what_is_no_json_is_refused_with_its_byte) {
  for (const char* text : {"", "{", "[1, 2", "{\"name\": }"}) {
    try {
      parse_machine(text, "mine.json");
      ADD_FAILURE() << "was accepted: " << text;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find("mine.json: byte "), std::string::npos) << error.what();
    }
  }
  for (const char* text : {"[]", "3", "\"laptop\"", "null", "{\"name\": 1e999}"}) {
    EXPECT_THROW(parse_machine(text, "mine.json"), InputError) << text;
  }
}

TEST(parse_machine, cores_come_before_their_second_hyper_threads) {
  const MachineProfile profile = load_machine("server-128x2");
  const std::size_t cores = profile.cpus.size() / 2;
  for (std::size_t cpu = 0; cpu < cores; ++cpu) {
    EXPECT_EQ(profile.cpus[cpu].core, cpu);
    EXPECT_EQ(profile.cpus[cores + cpu].core, cpu);
    EXPECT_EQ(profile.cpus[cpu].socket, profile.cpus[cores + cpu].socket);
    EXPECT_EQ(profile.cpus[cpu].socket, cpu < cores / 2 ? 0 : 1);
  }
}

TEST(parse_machine, cores_with_and_without_hyper_threads_mix) {
  ordered_json file = shipped("laptop-2x2-2014");
  ordered_json& cores = file["sockets"][0]["clusters"][0]["cores"];
  ordered_json plain = cores[0];
  plain["count"] = 3;
  plain["threads"] = 1;
  cores.insert(cores.begin(), plain);
  const MachineProfile profile = parse_machine(file.dump(), "mine.json");
  std::vector<int> numbered;
  for (const VirtualCpu& cpu : profile.cpus) numbered.push_back(cpu.core);
  EXPECT_EQ(numbered, (std::vector<int>{0, 1, 2, 3, 4, 3, 4}));
  EXPECT_EQ(ordered_json::parse(to_json(profile)), file);
}

TEST(parse_machine, classes_keep_the_order_of_the_file) {
  const MachineProfile phone = load_machine("phone-8");
  EXPECT_EQ(phone.classes.front().name, "big");
  EXPECT_EQ(phone.cpus.front().cpu_class, 0);
  EXPECT_EQ(phone.cpus.back().cpu_class, 1);
  EXPECT_LT(phone.classes[0].service_multiplier, phone.classes[1].service_multiplier);
}

// Every number of a profile by name: all that scaling may change.
std::map<std::string, std::string> values_of(const MachineProfile& profile) {
  std::map<std::string, std::string> values;
  for (const Constant& constant : constants_of(profile)) values[constant.name] = constant.value;
  return values;
}

constexpr std::array every_group{ParameterGroup::line_transfer, ParameterGroup::wake_up, ParameterGroup::context_switch,
                                 ParameterGroup::service, ParameterGroup::bandwidth};

TEST(scaled, changes_only_its_group_and_no_constant_twice) {
  for (const std::string& name : names_in_folder()) {
    const MachineProfile profile = load_machine(name);
    const auto before = values_of(profile);
    std::map<std::string, int> changes;
    for (const ParameterGroup group : every_group) {
      int changed = 0;
      for (const auto& [constant, value] : values_of(scaled(profile, group, 2))) {
        if (value == before.at(constant)) continue;
        EXPECT_DOUBLE_EQ(std::stod(value), 2 * std::stod(before.at(constant))) << constant;
        ++changes[constant];
        ++changed;
      }
      EXPECT_GT(changed, 0) << name << ": " << to_string(group);
    }
    for (const auto& [constant, count] : changes) EXPECT_EQ(count, 1) << constant;
  }
}

TEST(scaled, and_scaled_back_is_the_same) {
  static_assert(every_group.size() == parameter_group_count);
  const MachineProfile profile = load_machine("server-128x2");
  for (const ParameterGroup group : every_group) {
    EXPECT_EQ(to_json(scaled(scaled(profile, group, 2), group, 0.5)), to_json(profile)) << to_string(group);
  }
}

}  // namespace
}  // namespace zramlab::test
