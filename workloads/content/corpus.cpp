// Pages of any files: what is in memory is often what is in files.
#include "engine/base/input_error.h"
#include "workloads/content/content.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <unordered_set>

namespace zramlab {

namespace {

namespace fs = std::filesystem;

// 256 MiB of pages: more than caches hold, less than machines have.
constexpr std::uint64_t corpus_pages_default = 65'536;

enum class Tail { pad, drop };

Tail take_tail(ContentParameters& parameters) {
  const auto found = parameters.find("tail");
  if (found == parameters.end()) return Tail::pad;
  const std::string text = found->second;
  parameters.erase(found);
  if (text == "pad") return Tail::pad;
  if (text == "drop") return Tail::drop;
  throw usage_error(fmt::format("--content corpus: tail={} is not one of pad, drop", text));
}

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// Collects the distinct pages of files, no more than it may.
class Corpus {
 public:
  Corpus(std::uint64_t pages_max, Tail tail) : pages_max_(pages_max), tail_(tail) {}

  void add(const std::string& file) {
    const std::unique_ptr<std::FILE, Close> stream = open(file);
    std::array<std::byte, page_bytes> page{};
    while (!is_full()) {
      const std::size_t bytes = std::fread(page.data(), 1, page_bytes, stream.get());
      if (std::ferror(stream.get()) != 0) throw cannot_read(file, std::strerror(errno));
      if (bytes == page_bytes) {
        add(page);
        continue;
      }
      if (bytes > 0) add_tail(page, bytes);
      return;
    }
    ++files_cut_;
  }

  Content finish() {
    if (pages_.count() == 0) throw bad_input("--content corpus: the files hold no page; give larger ones");
    Content content{.pages = std::make_shared<const PageStore>(std::move(pages_)), .source = {}, .notes = {}};
    const auto note = [&](std::uint64_t count, std::string_view text) {
      if (count > 0) content.notes.push_back(fmt::format(fmt::runtime(text), count));
    };
    note(repeats_, "corpus: {} pages were there already, and are in it once");
    note(padded_, "corpus: the last parts of {} files were filled up with zeros to a page (tail=drop leaves them out)");
    note(dropped_, "corpus: the last parts of {} files, less than a page, were left out (tail=pad fills them up)");
    note(files_cut_, "corpus: {} files were left out, wholly or from some page on: pages=N lets more in");
    return content;
  }

 private:
  static InputError cannot_read(const std::string& file, const char* why) {
    return bad_input(fmt::format("--content corpus: cannot read {}: {}; give readable files, separated by commas", file, why));
  }

  static std::unique_ptr<std::FILE, Close> open(const std::string& file) {
    std::error_code ignored;
    if (fs::is_directory(file, ignored)) throw cannot_read(file, "it is a directory");
    std::unique_ptr<std::FILE, Close> stream(std::fopen(file.c_str(), "rb"));
    if (!stream) throw cannot_read(file, std::strerror(errno));
    return stream;
  }

  [[nodiscard]] bool is_full() const { return pages_.count() >= pages_max_; }

  void add(PageView page) {
    if (known_.insert(content_hash(page)).second) {
      pages_.add(page);
    } else {
      ++repeats_;
    }
  }

  void add_tail(PageSpan page, std::size_t bytes) {
    if (tail_ == Tail::drop) {
      ++dropped_;
      return;
    }
    std::fill(page.begin() + static_cast<std::ptrdiff_t>(bytes), page.end(), std::byte{0});
    ++padded_;
    add(page);
  }

  std::uint64_t pages_max_;
  Tail tail_;
  PageStore pages_;
  // Two different pages of 2^22 are taken for one with a chance of 2^-20, and then one is missing.
  std::unordered_set<std::uint64_t> known_;
  std::uint64_t repeats_ = 0;
  std::uint64_t padded_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t files_cut_ = 0;
};

}  // namespace

Content load_corpus(ContentRequest& request) {
  const std::uint64_t pages_max = take_count(request.parameters, "pages", corpus_pages_default, 1, content_pages_max);
  Corpus corpus(pages_max, take_tail(request.parameters));
  std::string_view files = request.argument;
  while (true) {
    const std::size_t comma = files.find(',');
    corpus.add(std::string(files.substr(0, comma)));
    if (comma == std::string_view::npos) return corpus.finish();
    files.remove_prefix(comma + 1);
  }
}

}  // namespace zramlab
