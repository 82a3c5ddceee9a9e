#include "traces/importers/blktrace_merge.h"

#include "traces/importers/cursor.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <string>
#include <utility>

namespace zramlab {
namespace {

constexpr std::string_view suffix = ".blktrace.";

// Of so many files each is read ahead, on a thread of its own. A server's 256 would be too many.
constexpr std::size_t files_ahead_max = 8;

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
  const auto ahead = files.size() <= files_ahead_max ? ByteSource::Ahead::when_long : ByteSource::Ahead::never;
  for (const auto& file : files) files_.emplace_back(file, ahead);
  // The first file begins, at its first record, in next().
  for (std::uint32_t i = 1; i < files_.size(); ++i) {
    if (files_[i].advance()) others_.push_back({files_[i].record().time_ns, i});
  }
  std::ranges::make_heap(others_, std::greater{});
  look_at_others();
}

BlktraceFile* BlktraceMerge::next_of_another() {
  if (!files_[current_].is_at_end()) {
    const Head head{files_[current_].record().time_ns, current_};
    if (others_.empty() || head < others_.front()) return &files_[current_];
    current_ = std::exchange(others_.front(), head).file;
  } else {
    if (others_.empty()) return nullptr;
    current_ = others_.front().file;
    others_.front() = others_.back();
    others_.pop_back();
  }
  if (!others_.empty()) sift_down();
  look_at_others();
  return &files_[current_];
}

void BlktraceMerge::look_at_others() {
  others_from_ns_ = others_.empty() ? std::numeric_limits<std::uint64_t>::max() : others_.front().time_ns;
}

void BlktraceMerge::sift_down() {
  const Head moved = others_.front();
  std::size_t at = 0;
  for (;;) {
    std::size_t child = 2 * at + 1;
    if (child >= others_.size()) break;
    if (child + 1 < others_.size() && others_[child + 1] < others_[child]) ++child;
    if (moved < others_[child]) break;
    others_[at] = others_[child];
    at = child;
  }
  others_[at] = moved;
}

}  // namespace zramlab
