#include "traces/importers/blktrace_merge.h"

#include "traces/importers/cursor.h"

#include <algorithm>
#include <functional>
#include <string>

namespace zramlab {
namespace {

constexpr std::string_view suffix = ".blktrace.";

// Splits NAME.blktrace.N; false if the name has not that form.
bool split_name(std::string_view name, std::string_view& stem, std::uint32_t& cpu) {
  const std::size_t at = name.rfind(suffix);
  if (at == std::string_view::npos) return false;
  stem = name.substr(0, at);
  Cursor cursor(name.substr(at + suffix.size()));
  return cursor.number_of(cpu) && cursor.at_end();
}

}  // namespace

std::vector<std::filesystem::path> blktrace_files_of(const std::filesystem::path& input) {
  const std::string input_name = input.filename().string();
  std::string_view input_stem;
  std::uint32_t cpu = 0;
  if (!split_name(input_name, input_stem, cpu)) return {input};
  std::vector<std::pair<std::uint32_t, std::filesystem::path>> found;
  const std::filesystem::path folder = input.has_parent_path() ? input.parent_path() : ".";
  std::error_code error;  // what cannot be listed is reported when the input itself is opened
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    std::string_view stem;
    if (split_name(name, stem, cpu) && stem == input_stem) found.emplace_back(cpu, entry.path());
  }
  if (found.empty()) return {input};
  std::ranges::sort(found);
  std::vector<std::filesystem::path> files;
  for (auto& [number, file] : found) files.push_back(std::move(file));
  return files;
}

BlktraceMerge::BlktraceMerge(const std::vector<std::filesystem::path>& files) {
  for (const auto& file : files) files_.emplace_back(file);
  for (std::uint32_t i = 0; i < files_.size(); ++i) {
    if (files_[i].advance()) heads_.push_back({files_[i].record().time_ns, i});
  }
  std::ranges::make_heap(heads_, std::greater{});
}

BlktraceFile* BlktraceMerge::next() {
  if (heads_.empty()) return nullptr;
  if (!is_first_) {
    BlktraceFile& last = files_[heads_.front().file];
    if (last.advance()) {
      heads_.front().time_ns = last.record().time_ns;
    } else {
      heads_.front() = heads_.back();
      heads_.pop_back();
      if (heads_.empty()) return nullptr;
    }
    sift_down();
  }
  is_first_ = false;
  return &files_[heads_.front().file];
}

// Mostly the same file goes on, and this is one comparison or two.
void BlktraceMerge::sift_down() {
  const Head moved = heads_.front();
  std::size_t at = 0;
  for (;;) {
    std::size_t child = 2 * at + 1;
    if (child >= heads_.size()) break;
    if (child + 1 < heads_.size() && heads_[child + 1] < heads_[child]) ++child;
    if (moved < heads_[child]) break;
    heads_[at] = heads_[child];
    at = child;
  }
  heads_[at] = moved;
}

}  // namespace zramlab
