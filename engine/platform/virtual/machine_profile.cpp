#include "engine/platform/virtual/machine_profile.h"

#include "engine/base/input_error.h"
#include "engine/platform/virtual/machine_fields.h"
#include "engine/platform/virtual/shipped_machines.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace zramlab {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view host_name = "host";

std::optional<fs::path> find_host_profile_path() {
  constexpr std::string_view below = "zramlab/machines/host.json";
  if (const char* const data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0') return fs::path(data) / below;
  if (const char* const home = std::getenv("HOME"); home != nullptr && *home != '\0') {
    return fs::path(home) / ".local/share" / below;
  }
  return std::nullopt;
}

bool is_there(const std::optional<fs::path>& file) {
  std::error_code ignored;
  return file && fs::exists(*file, ignored);
}

MachineProfile load_file(const fs::path& file) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) throw bad_input(fmt::format("the machine profile {} is a folder", file.string()));
  std::ifstream stream(file);
  if (!stream) throw bad_input(fmt::format("cannot open the machine profile {}: {}", file.string(), std::strerror(errno)));
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  MachineProfile profile = parse_machine(text, file.string());
  profile.folder = file.parent_path();
  return profile;
}

MachineProfile load_host() {
  if (!is_there(host_profile_path())) {
    throw bad_input(fmt::format("there is no profile of this host yet ({}); measure one with bench calibrate",
                                host_profile_path().string()));
  }
  try {
    return load_file(host_profile_path());
  } catch (const InputError& error) {
    throw bad_input(fmt::format("{}; bench calibrate writes it anew", error.what()));
  }
}

void scale(double& value, const std::optional<ParameterGroup>& has, ParameterGroup wanted, double factor) {
  if (has == wanted) value *= factor;
}

}  // namespace

std::vector<std::string> machine_names() {
  std::vector<std::string> names;
  for (const ShippedMachine& machine : shipped_machines()) names.emplace_back(machine.name);
  if (is_there(find_host_profile_path())) names.emplace_back(host_name);
  return names;
}

MachineProfile load_machine(std::string_view name, std::initializer_list<std::string_view> other_places) {
  if (name.ends_with(".json")) return load_file(fs::path(name));
  if (name == host_name) return load_host();
  for (const ShippedMachine& machine : shipped_machines()) {
    if (machine.name == name) return parse_machine(machine.json, fmt::format("{}.json", name));
  }
  std::vector<std::string> names = machine_names();
  if (std::ranges::find(names, host_name) == names.end()) names.emplace_back(host_name);  // real threads need no profile
  names.insert(names.end(), other_places.begin(), other_places.end());
  throw usage_error(fmt::format("no machine for --on is called '{}'; there are: {}, and what FILE.json describes", name,
                                fmt::join(names, ", ")));
}

fs::path host_profile_path() {
  const std::optional<fs::path> file = find_host_profile_path();
  if (file) return *file;
  throw InputError(ExitCode::failed, "neither XDG_DATA_HOME nor HOME is set: there is no place for this host's profile");
}

std::string_view to_string(ParameterGroup group) {
  switch (group) {
    case ParameterGroup::line_transfer: return "line transfer";
    case ParameterGroup::wake_up: return "wake-up";
    case ParameterGroup::context_switch: return "context switch";
    case ParameterGroup::service: return "service";
    case ParameterGroup::bandwidth: return "bandwidth";
  }
  return "unknown group";
}

MachineProfile scaled(const MachineProfile& profile, ParameterGroup group, double factor) {
  MachineProfile result = profile;
  for (CpuClass& cpu_class : result.classes) {
    for (const ClassField& field : class_fields) scale(cpu_class.*field.value, field.group, group, factor);
  }
  for (const MachineField& field : machine_fields) scale(result.*field.value, field.group, group, factor);
  for (double& transfer : result.cluster_transfer_ns) scale(transfer, ParameterGroup::line_transfer, group, factor);
  return result;
}

bool has(const std::vector<VirtualCpu>& cpus, OnlyWith what) {
  std::set<std::uint16_t> cores;
  std::set<std::uint16_t> sockets;
  std::set<std::pair<std::uint16_t, std::uint16_t>> clusters;
  for (const VirtualCpu& cpu : cpus) {
    cores.insert(cpu.core);
    sockets.insert(cpu.socket);
    clusters.insert({cpu.socket, cpu.cluster});
  }
  switch (what) {
    case OnlyWith::anything: return true;
    case OnlyWith::hyper_threads: return cores.size() < cpus.size();
    case OnlyWith::clusters: return clusters.size() > sockets.size();
    case OnlyWith::sockets: return sockets.size() > 1;
  }
  return true;
}

}  // namespace zramlab
