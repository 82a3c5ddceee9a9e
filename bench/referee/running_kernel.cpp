#include "bench/referee/running_kernel.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <cctype>
#include <cstdlib>

namespace zramlab {

namespace {

// "6.1" of "6.1.0-28-cloud-amd64".
std::string_view two_numbers_of(std::string_view release) {
  std::size_t end = 0;
  for (int dots = 0; end < release.size(); ++end) {
    if (release[end] == '.' && ++dots == 2) break;
    if (release[end] != '.' && std::isdigit(static_cast<unsigned char>(release[end])) == 0) break;
  }
  return release.substr(0, end);
}

bool is_newer(std::string_view version) {
  const std::size_t dot = version.find('.');
  if (dot == std::string_view::npos) return false;
  const auto number = [](std::string_view digits) { return std::strtoul(std::string(digits).c_str(), nullptr, 10); };
  constexpr Era newest{};
  const unsigned long major = number(version.substr(0, dot));
  return major != newest.major ? major > newest.major : number(version.substr(dot + 1)) > newest.minor;
}

}  // namespace

KernelEra era_of_release(std::string_view release) {
  const std::string version(two_numbers_of(release));
  if (is_newer(version)) return {"newest", Era{}, true};
  return {version, era_of(version), false};
}

std::string running_release() {
  utsname name{};
  uname(&name);
  return name.release;
}

}  // namespace zramlab
