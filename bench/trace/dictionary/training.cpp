#include "bench/trace/dictionary/training.h"

#include "engine/backend/table.h"
#include "engine/base/input_error.h"
#include "engine/base/random.h"
#include "engine/base/same_filled.h"

#define ZDICT_STATIC_LINKING_ONLY
#include <fmt/format.h>
#include <zdict.h>

#include <algorithm>
#include <array>

namespace zramlab {
namespace {

// zstd's manual: samples of about 100 times the dictionary's size.
constexpr std::uint64_t sample_factor = 100;

// Pages that no training saw: enough for a ratio to 1 %.
constexpr std::uint64_t trial_pages_max = 4096;

constexpr std::uint64_t pages_min = 20;

// Every page has a number below 1 that only the seed and its place decide: the lowest are for training, the highest for trial.
double lot_of(ContentIndex content, std::uint64_t seed) {
  return static_cast<double>(Random(seed).fork(content)() >> 11) / 9007199254740992.0;  // 2^53
}

std::uint64_t pages_wanted(const TrainingRequest& request) {
  return request.pages != 0 ? request.pages : std::max(pages_min, request.dictionary_bytes * sample_factor / page_bytes);
}

std::uint64_t compressed_bytes(const PageStore& pages, const std::string& codec) {
  const std::unique_ptr<Backend> backend = make_codec(codec)->create();
  std::array<std::byte, stream_buffer_bytes> buffer{};
  std::uint64_t bytes = 0;
  for (ContentIndex i = 0; i < pages.count(); ++i) {
    std::size_t length = 0;
    if (backend->compress(pages.page(i), buffer, length) != Outcome::ok) {
      throw InputError(ExitCode::failed, fmt::format("{} cannot compress page {}", codec, i));
    }
    bytes += std::min<std::uint64_t>(length, page_bytes);
  }
  return bytes;
}

}  // namespace

TrainingPages choose_pages(const TraceReader& trace, const TrainingRequest& request) {
  const auto total = static_cast<double>(std::max<std::uint64_t>(1, trace.content_count()));
  // Half of a small trace at most, so that the other half tells what the dictionary is worth.
  const double training_share = std::min(0.5, static_cast<double>(pages_wanted(request)) / total);
  const double trial_share = std::min(1.0 - training_share, static_cast<double>(trial_pages_max) / total);
  TrainingPages pages;
  trace.for_each_content([&](ContentIndex content, PageView page) {
    const double lot = lot_of(content, request.seed);
    if (is_same_filled(page)) return;
    if (lot < training_share) {
      pages.training.add(page);
    } else if (lot >= 1.0 - trial_share) {
      pages.trial.add(page);
    }
  });
  if (pages.training.count() < pages_min || pages.trial.count() == 0) {
    throw bad_input(fmt::format("{}: {} pages to train on and {} to try it on are too few for a dictionary; use a larger trace",
                                trace.file().string(), pages.training.count(), pages.trial.count()));
  }
  return pages;
}

std::vector<std::byte> train_dictionary(const TrainingPages& pages, const TrainingRequest& request) {
  std::vector<std::byte> dictionary(request.dictionary_bytes);
  const std::vector<std::size_t> sizes(pages.training.count(), page_bytes);
  // What ZDICT_trainFromBuffer() sets, but for the level.
  ZDICT_fastCover_params_t parameters{};
  parameters.d = 8;
  parameters.steps = 4;
  parameters.zParams.compressionLevel = request.level;
  const std::size_t bytes = ZDICT_optimizeTrainFromBuffer_fastCover(dictionary.data(), dictionary.size(), pages.training.page(0).data(),
                                                                    sizes.data(), static_cast<unsigned>(sizes.size()), &parameters);
  if (ZDICT_isError(bytes) != 0) {
    throw InputError(ExitCode::failed, fmt::format("zstd makes no dictionary of {} pages: {}; try another --size or more --pages",
                                                   sizes.size(), ZDICT_getErrorName(bytes)));
  }
  dictionary.resize(bytes);
  return dictionary;
}

TrialReport try_dictionary(const TrainingPages& pages, const TrainingRequest& request, const std::string& file) {
  const std::string codec = fmt::format("zstd:level={}", request.level);
  const auto bytes = static_cast<double>(pages.trial.count() * page_bytes);
  return {.pages = pages.trial.count(),
          .ratio_without = bytes / static_cast<double>(compressed_bytes(pages.trial, codec)),
          .ratio_with = bytes / static_cast<double>(compressed_bytes(pages.trial, fmt::format("{},dictionary={}", codec, file)))};
}

}  // namespace zramlab
