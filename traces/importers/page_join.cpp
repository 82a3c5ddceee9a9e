#include "traces/importers/page_join.h"

#include "engine/base/input_error.h"
#include "traces/importers/byte_source.h"

#include <fmt/format.h>

#include <vector>

namespace zramlab {
namespace {

SpillingTable<ContentIndex> add_pages(const std::filesystem::path& file, TraceWriter& writer) {
  SpillingTable<ContentIndex> contents;
  std::vector<std::byte> block(256 * page_bytes);
  ByteSource source(file);
  for (std::size_t bytes; (bytes = source.read(block)) > 0;) {
    if (bytes % page_bytes != 0) {
      throw bad_input(fmt::format("{}: ends in the middle of page {}: a pages file holds 4096 bytes a page; "
                                  "copy it again",
                                  file.string(), contents.size() + bytes / page_bytes));
    }
    for (std::size_t at = 0; at < bytes; at += page_bytes) {
      contents.push_back(writer.add_content(PageView(block.data() + at, page_bytes)));
    }
  }
  return contents;
}

}  // namespace

PageJoin::PageJoin(const ImportRequest& request, TraceWriter& writer, ImportReport& report)
    : report_(report), lost_pages_(request.lost_pages), random_(request.seed) {
  if (request.pages.empty()) return;
  contents_ = add_pages(request.pages, writer);
  content_count_ = static_cast<std::uint32_t>(writer.content_count());
  index_.emplace(request.page_index, contents_.size());
}

JoinedContent PageJoin::content_of(std::uint64_t event, std::uint64_t slot) {
  if (!index_) return {};
  const std::optional<std::uint64_t> page = index_->take(event, slot);
  if (!page) return replace_lost();
  return {.content = contents_[*page]};
}

JoinedContent PageJoin::replace_lost() {
  if (lost_pages_ == LostPages::skip) {
    ++report_.skipped;
    return {.is_left_out = true};
  }
  if (content_count_ == 0) {
    throw bad_input("a lost page cannot borrow another page's content: the pages file is empty; use --lost-pages skip");
  }
  ++report_.borrowed;
  return {.content = random_.below(content_count_), .is_stand_in = true};
}

void PageJoin::skip(std::uint64_t event) {
  if (index_) index_->skip(event);
}

void PageJoin::finish(std::uint64_t event_count) {
  if (index_) index_->finish(event_count);
}

}  // namespace zramlab
