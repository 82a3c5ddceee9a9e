// The kernel's attribute files: short texts in sysfs, procfs and the like.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace zramlab {

// The whole text; nullopt when it cannot be read.
std::optional<std::string> read_text(const std::filesystem::path& file);

// The same without the line's end.
std::optional<std::string> read_attribute(const std::filesystem::path& file);

// In one write, as the kernel wants it. 0, or the error number.
int write_attribute(const std::filesystem::path& file, std::string_view text);

}  // namespace zramlab
