#include "bench/prepared_pages.h"

#include "engine/base/input_error.h"
#include "engine/base/same_filled.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace zramlab {

PreparedPages::PreparedPages(const PageStore& contents, const Codec& codec, std::size_t huge_threshold)
    : contents_(contents), huge_threshold_(huge_threshold) {
  const std::unique_ptr<Backend> backend = codec.create();
  std::array<std::byte, stream_buffer_bytes> buffer{};
  std::array<std::byte, page_bytes> restored{};
  for (ContentIndex content = 0; content < contents.count(); ++content) {
    const PageView page = contents.page(content);
    offsets_.push_back(compressed_.size());
    if (zramlab::is_same_filled(page)) {
      stored_bytes_.push_back(0);
      continue;
    }
    std::size_t length = 0;
    const bool survives = backend->compress(page, buffer, length) == Outcome::ok &&
                          backend->decompress(ByteView(buffer.data(), length), restored) == Outcome::ok &&
                          std::memcmp(restored.data(), page.data(), page_bytes) == 0;
    if (!survives) {
      throw InputError(ExitCode::failed, fmt::format("the codec does not give page {} back as it was", content));
    }
    const bool huge = length >= huge_threshold_;
    stored_bytes_.push_back(static_cast<std::uint16_t>(huge ? page_bytes : length));
    if (!huge) compressed_.insert(compressed_.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(length));
  }
}

Outcome PreparedPages::restore(ContentIndex content, Backend& backend, PageSpan page) const {
  const std::size_t bytes = stored_bytes_[content];
  if (bytes == page_bytes) {
    std::memcpy(page.data(), contents_.page(content).data(), page_bytes);
    return Outcome::ok;
  }
  return backend.decompress(ByteView(compressed_.data() + offsets_[content], bytes), page);
}

std::uint64_t PreparedPages::stored_bytes_max(const Plan& plan) const {
  SpillingTable<std::uint16_t> largest(plan.slot_count, 0);
  const auto visit = [&](const PlannedOperations& operations) {
    for (const PlannedOperation& operation : operations) {
      if (operation.operation == Operation::partial) largest[operation.slot] = page_bytes;
      if (operation.operation != Operation::write) continue;
      largest[operation.slot] = std::max(largest[operation.slot], stored_bytes_[operation.content]);
    }
  };
  for (const auto& operations : plan.population) visit(operations);
  for (const auto& operations : plan.workers) visit(operations);
  std::uint64_t total = 0;
  for (const std::uint16_t bytes : largest) total += bytes;
  return total;
}

}  // namespace zramlab
