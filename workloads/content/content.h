// Where the pages of generated workloads, and of traces that hold none, come from: what `--content` names.
#pragma once

#include "traces/page_store.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// Parameters as written at the end: "trace:node:pages=8192".
using ContentParameters = std::map<std::string, std::string, std::less<>>;

// The file that a name stands for: itself, or what is shipped under that name with this extension (".ztrace", ".model").
// THROWS InputError (bad_input) that lists what there is.
using FindShipped = std::function<std::string(const std::string& name, std::string_view extension)>;

struct ContentRequest {
  std::string argument;  // a file, files, or a name
  ContentParameters parameters;
  std::uint64_t seed = 1;
  FindShipped find_shipped;
};

struct Content {
  std::shared_ptr<const PageStore> pages;  // one at least
  std::string source;                      // as written
  std::vector<std::string> notes;          // what was left out or filled up, a sentence each
};

struct ContentEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view argument;    // "FILE[,FILE...]", as help prints it
  std::string_view parameters;  // "pages=N (default 4096)"
  Content (*load)(ContentRequest& request);
};

// Every source of pages.
std::span<const ContentEntry> content_sources();

// The pages that `text` ("corpus:/bin/bash:pages=1000") names. The same text, files and seed give the same pages.
// THROWS InputError: usage, naming --content; bad_input, naming the file.
Content load_content(const std::string& text, std::uint64_t seed, const FindShipped& find_shipped);

// A number from the parameters, taken out of them; `fallback` where it is not given. THROWS InputError (usage).
std::uint64_t take_count(ContentParameters& parameters, std::string_view name, std::uint64_t fallback, std::uint64_t lowest,
                         std::uint64_t highest);

// Pages that a source may be asked for: 16 GiB.
inline constexpr std::uint64_t content_pages_max = std::uint64_t{1} << 22;

}  // namespace zramlab
