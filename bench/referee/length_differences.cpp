#include "bench/referee/length_differences.h"

#include "engine/base/same_filled.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <map>

namespace zramlab {

void LengthDifferences::add(std::uint32_t ours, std::uint32_t kernels) {
  ++pages_;
  if (ours == 0 && kernels == 0) {
    ++same_filled_;
    return;
  }
  const auto difference = static_cast<std::int32_t>(ours) - static_cast<std::int32_t>(kernels);
  equal_ += difference == 0 ? 1 : 0;
  raw_in_one_only_ += (ours == page_bytes) != (kernels == page_bytes) ? 1 : 0;
  ours_total_ += ours;
  kernels_total_ += kernels;
  least_ = std::min(least_, difference);
  most_ = std::max(most_, difference);
  const auto step = static_cast<std::size_t>(std::bit_width(static_cast<std::uint32_t>(std::abs(difference))));
  if (difference != 0) ++(difference < 0 ? shorter_ : longer_)[step];
}

double LengthDifferences::relative_of_total() const {
  if (kernels_total_ == 0) return 0;
  return (static_cast<double>(ours_total_) - static_cast<double>(kernels_total_)) / static_cast<double>(kernels_total_);
}

std::vector<LengthDifferences::Bucket> LengthDifferences::buckets() const {
  std::vector<Bucket> all;
  for (std::size_t step = steps; step >= 1; --step) all.push_back({1 - (1 << step), -(1 << (step - 1)), shorter_[step]});
  all.push_back({0, 0, equal_});
  for (std::size_t step = 1; step <= steps; ++step) all.push_back({1 << (step - 1), (1 << step) - 1, longer_[step]});
  while (all.size() > 1 && all.front().pages == 0) all.erase(all.begin());
  while (all.size() > 1 && all.back().pages == 0) all.pop_back();
  return all;
}

std::string LengthDifferences::text() const {
  constexpr std::uint64_t bar_width = 50;
  const std::uint64_t compared = pages_ - same_filled_;
  if (compared == 0) return "no distinct page was compressed\n";
  const auto share = [&](std::uint64_t pages) { return 100 * static_cast<double>(pages) / static_cast<double>(compared); };
  std::string text = fmt::format("stored bytes of {} distinct pages, ours less the kernel's ({} same-filled ones left out):\n", compared, same_filled_);
  std::uint64_t most = 1;
  for (const Bucket& bucket : buckets()) most = std::max(most, bucket.pages);
  for (const Bucket& bucket : buckets()) {
    const std::string range = bucket.least == bucket.most ? fmt::format("{:+}", bucket.least) : fmt::format("{:+} .. {:+}", bucket.least, bucket.most);
    text += fmt::format("  {:>16} {:>8} {:>7.3f} % {}\n", bucket.least == 0 && bucket.most == 0 ? "0" : range, bucket.pages, share(bucket.pages),
                        std::string((bucket.pages * bar_width + most - 1) / most, '#'));
  }
  text += fmt::format("  from {:+} to {:+} bytes; equal {:.2f} %; the sum {:+.4f} %; raw on one side only: {}\n", least_, most_, share(equal_),
                      100 * relative_of_total(), raw_in_one_only_);
  return text;
}

nlohmann::ordered_json LengthDifferences::json() const {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Bucket& bucket : buckets()) list.push_back({{"from", bucket.least}, {"to", bucket.most}, {"pages", bucket.pages}});
  return {{"distinct_pages", pages_}, {"same_filled", same_filled_}, {"equal", equal_}, {"least", least_}, {"most", most_},
          {"raw_on_one_side_only", raw_in_one_only_}, {"relative_of_total", relative_of_total()}, {"histogram", list}};
}

LengthDifferences compare_lengths(std::span<const Action> actions, RefereePages& pages, const Codec& codec, std::size_t huge_threshold,
                                  LengthOracle& oracle) {
  std::map<std::pair<PageName::Kind, std::uint32_t>, bool> seen;
  const std::unique_ptr<Backend> backend = codec.create();
  std::array<std::byte, stream_buffer_bytes> output;
  LengthDifferences differences;
  for (const Action& action : actions) {
    if (action.kind != Action::Kind::write || !seen.try_emplace({action.page.kind, action.page.number}, true).second) continue;
    const PageView page = pages.page(action.page);
    std::size_t length = 0;
    const bool is_same = is_same_filled(page);
    if (!is_same && backend->compress(page, output, length) != Outcome::ok) length = page_bytes;
    if (length >= huge_threshold) length = page_bytes;
    differences.add(static_cast<std::uint32_t>(length), oracle.length(oracle.number_of(page)));
  }
  return differences;
}

}  // namespace zramlab
