#include "bench/content/comparison.h"

#include "bench/calibrate/samples.h"
#include "engine/backend/table.h"
#include "engine/base/check.h"
#include "engine/base/input_error.h"
#include "engine/base/same_filled.h"
#include "engine/pool/size_classes.h"
#include "workloads/content/written_pages.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>

namespace zramlab {

namespace {

// The pages of one side, and its writes.
struct Side {
  const PageStore& pages;
  std::vector<ContentIndex> others;  // writes that are not same-filled
  double same_filled_share = 0;
};

Side side_of(const PageStore& pages, const std::vector<ContentIndex>& writes) {
  Side side{pages, {}, 0};
  for (const ContentIndex content : writes) {
    if (!is_same_filled(pages.page(content))) side.others.push_back(content);
  }
  side.same_filled_share = 1 - static_cast<double>(side.others.size()) / static_cast<double>(writes.size());
  return side;
}

// The compressed length of each write that is not same-filled.
std::vector<double> sizes_of(const Side& side, const Codec& codec) {
  const std::unique_ptr<Backend> backend = codec.create();
  std::array<std::byte, stream_buffer_bytes> output{};
  std::vector<std::size_t> known(side.pages.count(), 0);
  std::vector<double> sizes;
  for (const ContentIndex content : side.others) {
    if (known[content] == 0) {
      const Outcome outcome = backend->compress(side.pages.page(content), output, known[content]);
      ZRAMLAB_CHECK(outcome == Outcome::ok, "a codec cannot fail with room for its bound");
    }
    sizes.push_back(static_cast<double>(known[content]));
  }
  return sizes;
}

double share_from(const std::vector<double>& sizes, std::size_t threshold) {
  const auto huge = std::ranges::count_if(sizes, [&](double bytes) { return bytes >= static_cast<double>(threshold); });
  return sizes.empty() ? 0 : static_cast<double>(huge) / static_cast<double>(sizes.size());
}

void add_sizes(const Side& captured, const Side& fitted, const Codec& codec, CodecComparison& comparison) {
  const std::vector<double> real = sizes_of(captured, codec);
  const std::vector<double> made = sizes_of(fitted, codec);
  for (int decile = 1; decile < 10; ++decile) {
    comparison.figures.push_back({fmt::format("decile {}", decile), "bytes", quantile(real, decile / 10.0),
                                  quantile(made, decile / 10.0), size_tolerance});
  }
  const double real_mean = std::accumulate(real.begin(), real.end(), 0.0) / static_cast<double>(real.size());
  const double made_mean = std::accumulate(made.begin(), made.end(), 0.0) / static_cast<double>(made.size());
  comparison.figures.push_back({"mean", "bytes", real_mean, made_mean, size_tolerance});
  const std::size_t threshold = SizeClassTable(era_of("newest").pool).huge_threshold();
  comparison.figures.push_back({"huge", "share", share_from(real, threshold), share_from(made, threshold), share_tolerance});
}

// A sample of both sides in one store, in mixed order.
struct MixedPages {
  PageStore pages;
  std::vector<bool> is_fitted;
};

// The side's writes by the compressed length of their pages under the last codec, so that a sample of evenly spaced ones is like all.
std::vector<ContentIndex> by_size(const Side& side, const Codec& codec) {
  const std::vector<double> sizes = sizes_of(side, codec);
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t at) { return sizes[at]; });
  std::vector<ContentIndex> contents;
  for (const std::size_t at : order) contents.push_back(side.others[at]);
  return contents;
}

MixedPages mix(const Side& captured, const Side& fitted, const Codec& codec, const ComparisonRequest& request) {
  struct Picked {
    const Side* side;
    ContentIndex content;
  };
  Random random(request.seed);
  std::vector<Picked> picked;
  for (const Side* const side : {&captured, &fitted}) {
    const std::vector<ContentIndex> contents = by_size(*side, codec);
    const std::size_t count = std::min(request.pages_timed, contents.size());
    for (std::size_t i = 0; i < count; ++i) picked.push_back({side, contents[(2 * i + 1) * contents.size() / (2 * count)]});
  }
  std::shuffle(picked.begin(), picked.end(), random);
  MixedPages mixed;
  for (const Picked& page : picked) {
    mixed.pages.add(page.side->pages.page(page.content));
    mixed.is_fitted.push_back(page.side == &fitted);
  }
  return mixed;
}

std::vector<double> shortest_ns(const PageTimes& times, const std::vector<bool>& is_fitted, bool fitted) {
  std::vector<double> ns;
  for (std::size_t page = 0; page < times.pages(); ++page) {
    if (is_fitted[page] == fitted) ns.push_back(static_cast<double>(times.minimum(page)) / 1e3);
  }
  return ns;
}

void add_times(std::string_view name, const PageTimes& times, const std::vector<bool>& is_fitted, CodecComparison& comparison) {
  const std::vector<double> real = shortest_ns(times, is_fitted, false);
  const std::vector<double> made = shortest_ns(times, is_fitted, true);
  struct Share {
    const char* name;
    double share;
    double tolerance;
  };
  static constexpr std::array<Share, 4> shares{{{"p10", 0.1, 0}, {"p50", 0.5, time_tolerance}, {"p90", 0.9, 0}, {"p99", 0.99, time_tolerance}}};
  for (const Share& share : shares) {
    comparison.figures.push_back({fmt::format("{} {}", name, share.name), "ns", quantile(real, share.share),
                                  quantile(made, share.share), share.tolerance});
  }
}

std::string format_figure(const ContentFigure& figure) {
  const bool is_share = figure.unit == "share";
  const auto value = [&](double number) { return is_share ? fmt::format("{:.4f}", number) : fmt::format("{:.0f}", number); };
  const std::string difference = is_share ? fmt::format("{:+.4f}", figure.difference()) : fmt::format("{:+.1f} %", 100 * figure.difference());
  return fmt::format("  {:<16}{:>10}{:>10} {:<6}{:>9}{}\n", figure.name, value(figure.captured), value(figure.fitted), figure.unit,
                     difference, figure.is_within() ? "" : "  OUTSIDE");
}

nlohmann::ordered_json figure_json(const ContentFigure& figure) {
  return {{"name", figure.name},         {"unit", figure.unit},
          {"captured", figure.captured}, {"fitted", figure.fitted},
          {"difference", figure.difference()}, {"tolerance", figure.tolerance},
          {"within", figure.is_within()}};
}

}  // namespace

double ContentFigure::difference() const {
  if (unit == "share") return fitted - captured;
  return captured > 0 ? fitted / captured - 1 : 0;
}

bool ContentFigure::is_within() const { return tolerance == 0 || std::abs(difference()) <= tolerance; }

std::size_t ContentComparison::figures_outside() const {
  std::size_t outside = same_filled.is_within() ? 0 : 1;
  for (const CodecComparison& codec : codecs) {
    outside += static_cast<std::size_t>(std::ranges::count_if(codec.figures, [](const ContentFigure& figure) { return !figure.is_within(); }));
  }
  return outside;
}

ContentComparison compare_contents(const ContentModel& model, const TraceReader& trace, const ComparisonRequest& request,
                                   const TellProgress& tell) {
  const PageStore real_pages = trace.load_contents();
  const std::vector<ContentIndex> writes = written_pages(trace);
  if (writes.empty()) throw bad_input(fmt::format("{}: no write of the trace holds a page to compare", trace.file().string()));
  const PageStore made_pages = pages_of(model, writes.size(), request.seed);
  std::vector<ContentIndex> all(made_pages.count());
  std::iota(all.begin(), all.end(), ContentIndex{0});
  const Side captured = side_of(real_pages, writes);
  const Side fitted = side_of(made_pages, all);
  ContentComparison comparison;
  comparison.same_filled = {"same-filled", "share", captured.same_filled_share, fitted.same_filled_share, share_tolerance};
  if (captured.others.empty() || fitted.others.empty()) return comparison;
  std::vector<std::shared_ptr<const Codec>> codecs;
  std::vector<const Codec*> bare;
  for (const std::string& name : request.codecs) {
    codecs.push_back(make_codec(name));
    bare.push_back(codecs.back().get());
    comparison.codecs.push_back({canonical_codec_name(name), {}});
    add_sizes(captured, fitted, *codecs.back(), comparison.codecs.back());
  }
  if (request.pages_timed == 0) return comparison;
  const MixedPages mixed = mix(captured, fitted, *codecs.back(), request);
  const std::vector<CodecTimes> times = measure_codecs(mixed.pages, bare, request.tries, tell);
  for (std::size_t i = 0; i < times.size(); ++i) {
    add_times("compress", times[i].compress, mixed.is_fitted, comparison.codecs[i]);
    add_times("decompress", times[i].decompress, mixed.is_fitted, comparison.codecs[i]);
  }
  return comparison;
}

std::string to_text(const ContentComparison& comparison) {
  std::string text = fmt::format("{:<18}{:>10}{:>10}{:>16}\n", "", "captured", "fitted", "difference");
  text += format_figure(comparison.same_filled);
  for (const CodecComparison& codec : comparison.codecs) {
    text += codec.codec + "\n";
    for (const ContentFigure& figure : codec.figures) text += format_figure(figure);
  }
  return text;
}

nlohmann::ordered_json to_json(const ContentComparison& comparison) {
  nlohmann::ordered_json json = {{"same_filled", figure_json(comparison.same_filled)}, {"codecs", nlohmann::ordered_json::object()}};
  for (const CodecComparison& codec : comparison.codecs) {
    nlohmann::ordered_json figures = nlohmann::ordered_json::array();
    for (const ContentFigure& figure : codec.figures) figures.push_back(figure_json(figure));
    json["codecs"][codec.codec] = figures;
  }
  json["figures_outside"] = comparison.figures_outside();
  return json;
}

}  // namespace zramlab
