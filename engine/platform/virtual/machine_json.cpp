// Machine profiles as text: strict reading, and writing with a line for each constant.
#include "engine/base/input_error.h"
#include "engine/base/table.h"
#include "engine/platform/virtual/machine_fields.h"
#include "engine/platform/virtual/machine_topology.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <type_traits>
#include <utility>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

// An object of the file whose members are taken out one by one; what nobody took is an error.
class Section {
 public:
  Section(std::string_view origin, std::string path, const ordered_json& value)
      : origin_(origin), path_(std::move(path)), value_(value) {
    if (!value.is_object()) fail("", fmt::format("must be an object, not {}", value.dump()));
  }

  const ordered_json& take(std::string_view name) {
    const auto found = value_.find(std::string(name));
    if (found == value_.end()) fail(name, "is missing");
    taken_.insert(std::string(name));
    return *found;
  }

  Section section(std::string_view name) { return {origin_, path_of(name), take(name)}; }

  std::vector<Section> sections(std::string_view name) {
    const ordered_json& list = take(name);
    if (!list.is_array() || list.empty()) fail(name, "must be a list that is not empty");
    std::vector<Section> sections;
    for (const ordered_json& item : list) {
      sections.emplace_back(origin_, fmt::format("{}[{}]", path_of(name), sections.size()), item);
    }
    return sections;
  }

  // The members not taken so far, as sections of their own, with their names.
  std::vector<std::pair<std::string, Section>> named_sections() {
    std::vector<std::pair<std::string, Section>> sections;
    for (const auto& [name, value] : value_.items()) sections.emplace_back(name, section(name));
    return sections;
  }

  std::string text(std::string_view name) {
    const ordered_json& value = take(name);
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) fail(name, "must be a text that is not empty");
    return value.get<std::string>();
  }

  std::uint64_t count(std::string_view name) {
    const ordered_json& value = take(name);
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() == 0 || value.get<std::uint64_t>() > virtual_cpus_max) {
      fail(name, fmt::format("must be a whole number from 1 to {}, not {}", virtual_cpus_max, value.dump()));
    }
    return value.get<std::uint64_t>();
  }

  double number(std::string_view name, const ValueRange& range) {
    const ordered_json& value = take(name);
    if (!value.is_number() || !range.holds(value.get<double>())) {
      fail(name, fmt::format("must be {}, not {}", range.words, value.dump()));
    }
    return value.get<double>();
  }

  std::vector<double> numbers(std::string_view name, bool may_be_empty) {
    const ordered_json& list = take(name);
    if (!list.is_array() || (list.empty() && !may_be_empty)) {
      fail(name, may_be_empty ? "must be a list" : "must be a list that is not empty");
    }
    std::vector<double> numbers;
    for (const ordered_json& value : list) {
      if (!value.is_number() || !multiplier.holds(value.get<double>())) {
        fail(name, fmt::format("must hold {} each, not {}", multiplier.words, value.dump()));
      }
      numbers.push_back(value.get<double>());
    }
    return numbers;
  }

  std::vector<std::string> texts(std::string_view name) {
    const ordered_json& list = take(name);
    const auto is_text = [](const ordered_json& item) { return item.is_string() && !item.get_ref<const std::string&>().empty(); };
    if (!list.is_array() || list.empty() || !std::ranges::all_of(list, is_text)) fail(name, "must be a list of texts, none of them empty");
    return list.get<std::vector<std::string>>();
  }

  [[nodiscard]] bool has(std::string_view name) const { return value_.contains(std::string(name)); }

  void refuse_rest() const {
    for (const auto& [name, value] : value_.items()) {
      if (!taken_.contains(name)) fail(name, "is unknown here; is it misspelt, or does this machine not have it?");
    }
  }

  [[noreturn]] void fail(std::string_view name, std::string_view what) const {
    throw bad_input(fmt::format("machine profile {}: {} {}", origin_, path_of(name), what));
  }

 private:
  [[nodiscard]] std::string path_of(std::string_view name) const {
    if (name.empty()) return path_.empty() ? "the file" : path_;
    return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
  }

  std::string_view origin_;
  std::string path_;
  const ordered_json& value_;
  std::set<std::string, std::less<>> taken_;
};

// Parses the text; a member that is given twice is an error.
ordered_json parse_text(std::string_view text, std::string_view origin) {
  std::vector<std::set<std::string>> members;
  constexpr int depth_max = 32;  // CPUs of cores of clusters of sockets are half of it
  const auto watch = [&](int depth, ordered_json::parse_event_t event, const ordered_json& parsed) {
    if (depth > depth_max) throw bad_input(fmt::format("machine profile {}: nested deeper than any machine", origin));
    if (event == ordered_json::parse_event_t::object_start) members.emplace_back();
    if (event == ordered_json::parse_event_t::object_end) members.pop_back();
    if (event == ordered_json::parse_event_t::key && !members.back().insert(parsed.get<std::string>()).second) {
      throw bad_input(fmt::format("machine profile {}: {} is given twice", origin, parsed.get<std::string>()));
    }
    return true;
  };
  try {
    return ordered_json::parse(text, watch);
  } catch (const ordered_json::parse_error& error) {
    throw bad_input(fmt::format("machine profile {}: byte {}: {}", origin, error.byte, error.what()));
  } catch (const ordered_json::out_of_range& error) {
    throw bad_input(fmt::format("machine profile {}: a number is beyond what a program can hold: {}", origin, error.what()));
  }
}

class ProfileReader {
 public:
  explicit ProfileReader(Section file) : file_(std::move(file)) {}

  MachineProfile read() {
    profile_.name = file_.text("name");
    profile_.description = file_.text("description");
    for (auto& [name, section] : file_.section("classes").named_sections()) read_class(name, section);
    if (profile_.classes.empty()) file_.fail("classes", "names no class of CPUs");
    read_topology();
    Section machine = file_.section("machine");
    read_machine(machine);
    file_.refuse_rest();
    return std::move(profile_);
  }

 private:
  void read_class(const std::string& name, Section& section) {
    CpuClass& cpu_class = profile_.classes.emplace_back();
    cpu_class.name = name;
    const auto number = [&](std::string_view field, const ValueRange& range) {
      return constant(section, field, fmt::format("{}.{}", name, field),
                      [&](Section& value) { return value.number("value", range); });
    };
    for (const ClassField& field : class_fields) cpu_class.*field.value = number(field.name, field.range);
    profile_.cluster_transfer_ns.push_back(number(cluster_transfer_name, positive));
    section.refuse_rest();
  }

  void read_topology() {
    std::vector<SocketGroup> sockets;
    for (Section& socket : file_.sections("sockets")) sockets.push_back(read_socket(socket));
    if (count_cpus(sockets) > virtual_cpus_max) {
      file_.fail("sockets", fmt::format("has more than {} CPUs", virtual_cpus_max));
    }
    profile_.cpus = lay_out(sockets);
  }

  SocketGroup read_socket(Section& section) const {
    SocketGroup socket{section.count("count"), {}};
    for (Section& cluster : section.sections("clusters")) {
      ClusterGroup& added = socket.clusters.emplace_back(ClusterGroup{cluster.count("count"), {}});
      for (Section& cores : cluster.sections("cores")) {
        added.cores.push_back({cores.count("count"), class_of(cores), cores.count("threads")});
        cores.refuse_rest();
      }
      cluster.refuse_rest();
    }
    section.refuse_rest();
    return socket;
  }

  [[nodiscard]] std::uint16_t class_of(Section& section) const {
    const std::string name = section.text("class");
    const CpuClass* const found = find_in(profile_.classes, name);
    if (found == nullptr) {
      section.fail("class", fmt::format("is '{}'; the file's classes are: {}", name, names_of(profile_.classes)));
    }
    return static_cast<std::uint16_t>(found - profile_.classes.data());
  }

  void read_machine(Section& section) {
    for (const MachineField& field : machine_fields) {
      if (!has(profile_.cpus, field.only_with)) continue;
      profile_.*field.value = constant(section, field.name, std::string(field.name),
                                       [&](Section& value) { return value.number("value", field.range); });
    }
    for (const ListField& field : list_fields) {
      profile_.*field.value = constant(section, field.name, std::string(field.name), [&](Section& value) {
        return value.numbers("value", field.may_be_empty);
      });
    }
    if (!std::ranges::is_sorted(profile_.service_quantiles)) section.fail("service_quantiles", "must not descend");
    profile_.spinlock = constant(section, spinlock_name, std::string(spinlock_name), read_spinlock);
    if (section.has(page_costs_name)) {
      profile_.page_costs = constant(section, page_costs_name, std::string(page_costs_name), [](Section& value) { return value.texts("value"); });
    }
    section.refuse_rest();
  }

  static SpinlockKind read_spinlock(Section& section) {
    const std::string name = section.text("value");
    const SpinlockName* const found = find_in(spinlock_names, name);
    if (found == nullptr) section.fail("value", fmt::format("is '{}'; there are: {}", name, names_of(spinlock_names)));
    return found->value;
  }

  // A value with its source: {"value": 24, "source": "[src] ..."}.
  template <class Read>
  std::invoke_result_t<Read, Section&> constant(Section& section, std::string_view field, std::string name, Read read_value) {
    Section constant = section.section(field);
    auto value = read_value(constant);
    std::string source = constant.text("source");
    const auto has_tag = [&](std::string_view tag) { return source.starts_with(tag); };
    if (!std::ranges::any_of(std::array{"[host]", "[src]", "[mem]", "[est]"}, has_tag)) {
      constant.fail("source", "must begin with [host], [src], [mem] or [est]");
    }
    constant.refuse_rest();
    profile_.sources.emplace(std::move(name), std::move(source));
    return value;
  }

  Section file_;
  MachineProfile profile_;
};

std::string json_text(std::string_view text) { return ordered_json(text).dump(); }

// The shortest text that reads back as the same number.
std::string text_of(double value) { return fmt::format("{}", value); }

std::string text_of(const std::vector<double>& values) {
  std::vector<std::string> texts;
  for (const double value : values) texts.push_back(text_of(value));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string text_of(const std::vector<std::string>& values) { return ordered_json(values).dump(); }

template <class Group, class Text>
std::string list_of(const std::vector<Group>& groups, Text text) {
  std::vector<std::string> texts;
  for (const Group& group : groups) texts.push_back(text(group));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string topology_text(const MachineProfile& profile) {
  const auto cores_text = [&](const CoreGroup& cores) {
    return fmt::format(R"({{"count": {}, "class": {}, "threads": {}}})", cores.count,
                       json_text(profile.classes[cores.cpu_class].name), cores.threads);
  };
  const auto clusters_text = [&](const ClusterGroup& cluster) {
    return fmt::format(R"({{"count": {}, "cores": {}}})", cluster.count, list_of(cluster.cores, cores_text));
  };
  return list_of(group(profile.cpus), [&](const SocketGroup& socket) {
    return fmt::format(R"({{"count": {}, "clusters": {}}})", socket.count, list_of(socket.clusters, clusters_text));
  });
}

// A line for each constant, whose names lose the first `prefix` characters.
std::string constants_text(const std::vector<Constant>& constants, std::size_t prefix, std::string_view indent) {
  std::vector<std::string> lines;
  for (const Constant& constant : constants) {
    lines.push_back(fmt::format(R"({}{}: {{"value": {}, "source": {}}})", indent, json_text(constant.name.substr(prefix)),
                                constant.value, json_text(constant.source)));
  }
  return fmt::format("{}", fmt::join(lines, ",\n"));
}

Constant constant_of(const MachineProfile& profile, std::string name, std::string value) {
  const auto source = profile.sources.find(name);
  return {name, std::move(value), source == profile.sources.end() ? "[est]" : source->second};
}

std::vector<Constant> constants_of_class(const MachineProfile& profile, std::size_t index) {
  const CpuClass& cpu_class = profile.classes[index];
  std::vector<Constant> constants;
  const auto add = [&](std::string_view field, double value) {
    constants.push_back(constant_of(profile, fmt::format("{}.{}", cpu_class.name, field), text_of(value)));
  };
  for (const ClassField& field : class_fields) add(field.name, cpu_class.*field.value);
  add(cluster_transfer_name, profile.cluster_transfer_ns[index]);
  return constants;
}

std::vector<Constant> constants_of_machine(const MachineProfile& profile) {
  std::vector<Constant> constants;
  const auto add = [&](std::string_view name, std::string value) {
    constants.push_back(constant_of(profile, std::string(name), std::move(value)));
  };
  for (const MachineField& field : machine_fields) {
    if (has(profile.cpus, field.only_with)) add(field.name, text_of(profile.*field.value));
  }
  for (const ListField& field : list_fields) add(field.name, text_of(profile.*field.value));
  for (const SpinlockName& kind : spinlock_names) {
    if (kind.value == profile.spinlock) add(spinlock_name, json_text(kind.name));
  }
  if (!profile.page_costs.empty()) add(page_costs_name, text_of(profile.page_costs));
  return constants;
}

}  // namespace

MachineProfile parse_machine(std::string_view json_text, std::string_view origin) {
  const ordered_json file = parse_text(json_text, origin);
  return ProfileReader(Section(origin, "", file)).read();
}

std::vector<Constant> constants_of(const MachineProfile& profile) {
  std::vector<Constant> constants;
  for (std::size_t index = 0; index < profile.classes.size(); ++index) {
    std::ranges::move(constants_of_class(profile, index), std::back_inserter(constants));
  }
  std::ranges::move(constants_of_machine(profile), std::back_inserter(constants));
  return constants;
}

std::string to_json(const MachineProfile& profile) {
  std::vector<std::string> classes;
  for (std::size_t index = 0; index < profile.classes.size(); ++index) {
    const std::string& name = profile.classes[index].name;
    classes.push_back(fmt::format("    {}: {{\n{}\n    }}", json_text(name),
                                  constants_text(constants_of_class(profile, index), name.size() + 1, "      ")));
  }
  return fmt::format("{{\n  \"name\": {},\n  \"description\": {},\n  \"sockets\": {},\n  \"classes\": {{\n{}\n  }},\n"
                     "  \"machine\": {{\n{}\n  }}\n}}\n",
                     json_text(profile.name), json_text(profile.description), topology_text(profile), fmt::join(classes, ",\n"),
                     constants_text(constants_of_machine(profile), 0, "    "));
}

}  // namespace zramlab
