// The kernel's attribute files: short texts in sysfs, procfs and the like.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace zramlab {

// The whole text, without the line's end; nullopt when it cannot be read.
std::optional<std::string> read_attribute(const std::filesystem::path& file);

// In one write, as the kernel wants it. 0, or the error number.
int write_attribute(const std::filesystem::path& file, std::string_view text);

}  // namespace zramlab
