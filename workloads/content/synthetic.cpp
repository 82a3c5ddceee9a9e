// Made pages: by a model that was fitted to a capture, or as simple generators make them.
#include "engine/base/table.h"
#include "workloads/content/content.h"
#include "workloads/content/model.h"
#include "workloads/content/synthetics.h"

#include <memory>

namespace zramlab {

namespace {

// 32 MiB: more than most second-level caches hold, and a second to make.
constexpr std::uint64_t synthetic_pages_default = 8192;

// "zero, random, ..., or a model": what there is where a name is unknown.
std::string find_model(const ContentRequest& request) {
  try {
    return request.find_shipped(request.argument, ".model");
  } catch (const InputError& error) {
    throw InputError(error.code(), fmt::format("{}; and no synthetic content is called '{}'; there are: {}", error.what(),
                                               request.argument, names_of(synthetics())));
  }
}

}  // namespace

Content load_synthetic(ContentRequest& request) {
  const std::uint64_t count = take_count(request.parameters, "pages", synthetic_pages_default, 1, content_pages_max);
  if (const SyntheticEntry* const entry = find_in(synthetics(), request.argument)) {
    return {std::make_shared<const PageStore>(entry->fill(request.parameters, count, request.seed)), {}, {}};
  }
  const ContentModel model = load_model(find_model(request));
  return {std::make_shared<const PageStore>(pages_of(model, count, request.seed)), {}, {}};
}

}  // namespace zramlab
