#include "workloads/content/model.h"

#include "engine/base/input_error.h"
#include "traces/mapping.h"
#include "traces/metadata.h"
#include "traces/output_file.h"
#include "traces/recipes/synthesis.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <numeric>
#include <string_view>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

// The carriage return and the 0x1a show a transfer that took the file for text.
constexpr std::array<char, 8> model_magic = {'Z', 'M', 'O', 'D', 'E', 'L', '\r', 0x1a};

struct ModelHeader {
  std::array<char, 8> magic = model_magic;
  std::uint32_t version = model_version;
  std::uint32_t header_bytes = 64;
  std::uint64_t packed_bytes = 0;  // of the zstd frame behind the header, to the end of the file
  std::uint64_t body_bytes = 0;    // that it holds
  std::uint64_t about_bytes = 0;   // of the body: JSON; the pages follow
  std::array<std::uint64_t, 2> reserved = {};
  std::uint64_t checksum = 0;  // XXH3-64 of the frame, seeded with XXH3-64 of the 56 bytes before this
};
static_assert(sizeof(ModelHeader) == 64);

// Of the largest model there can be, generously: refused before anything is allocated for it.
constexpr std::uint64_t body_bytes_max = std::uint64_t{1} << 28;
constexpr int compression_level = 19;

std::uint64_t checksum_of(const ModelHeader& header, ByteView frame) {
  const std::uint64_t seed = XXH3_64bits(&header, offsetof(ModelHeader, checksum));
  return XXH3_64bits_withSeed(frame.data(), frame.size(), seed);
}

InputError model_fault(const std::filesystem::path& file, std::string_view what) {
  return bad_input(fmt::format("{}: {}; copy the model again, or fit it again with bench content fit", file.string(), what));
}

ordered_json about(const ContentModel& model) {
  return {{"name", model.name},
          {"program", model.program},
          {"contents_key", fmt::format("{:016x}", model.contents_key)},
          {"writes", model.writes},
          {"distinct_pages", model.distinct_pages},
          {"same_filled_share", model.same_filled_share}};
}

// THROWS nlohmann::json::exception or std::invalid_argument for what is no description.
ContentModel model_about(std::string_view text) {
  const ordered_json json = ordered_json::parse(text);
  ContentModel model;
  model.name = printable(json.at("name").get<std::string>());
  model.program = printable(json.at("program").get<std::string>());
  model.contents_key = std::stoull(json.at("contents_key").get<std::string>(), nullptr, 16);
  model.writes = json.at("writes").get<std::uint64_t>();
  model.distinct_pages = json.at("distinct_pages").get<std::uint64_t>();
  model.same_filled_share = json.at("same_filled_share").get<double>();
  if (!(model.same_filled_share >= 0 && model.same_filled_share <= 1)) throw std::invalid_argument("share");
  return model;
}

ModelHeader checked_header(const std::filesystem::path& file, ByteView bytes) {
  ModelHeader header;
  if (bytes.size() < sizeof(header)) throw model_fault(file, fmt::format("{} bytes are no model", bytes.size()));
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.magic != model_magic) throw model_fault(file, "byte 0: this is no content model");
  if (header.version != model_version || header.header_bytes != sizeof(header)) {
    throw model_fault(file, fmt::format("byte 8: version {}, and this program reads version {}", header.version, model_version));
  }
  const ByteView frame = bytes.subspan(sizeof(header));
  if (header.packed_bytes != frame.size()) {
    throw model_fault(file, fmt::format("byte 16: {} bytes should follow the header, and {} do", header.packed_bytes, frame.size()));
  }
  if (header.checksum != checksum_of(header, frame)) throw model_fault(file, "byte 56: the checksum does not match");
  if (header.body_bytes > body_bytes_max || header.about_bytes > header.body_bytes) {
    throw model_fault(file, "byte 24: sizes that no model has");
  }
  return header;
}

std::vector<std::byte> body_of(const std::filesystem::path& file, const ModelHeader& header, ByteView frame) {
  std::vector<std::byte> body(header.body_bytes);
  const std::size_t bytes = ZSTD_decompress(body.data(), body.size(), frame.data(), frame.size());
  if (ZSTD_isError(bytes) != 0) throw model_fault(file, fmt::format("byte 64: {}", ZSTD_getErrorName(bytes)));
  if (bytes != body.size()) throw model_fault(file, "byte 24: the size of the contents does not match");
  return body;
}

}  // namespace

ContentModel load_model(const std::filesystem::path& file) {
  const Mapping mapping = Mapping::of_file(file);
  const ModelHeader header = checked_header(file, mapping.bytes());
  const std::vector<std::byte> body = body_of(file, header, mapping.bytes().subspan(sizeof(header)));
  ContentModel model;
  try {
    std::string text(header.about_bytes, '\0');
    std::memcpy(text.data(), body.data(), text.size());
    model = model_about(text);
  } catch (const std::exception&) {
    throw model_fault(file, "its description is not what a model's is");
  }
  const char* const fault = unpack_pages(ByteView(body).subspan(header.about_bytes), model.pages);
  if (fault != nullptr) throw model_fault(file, fault);
  if (model.pages.empty() && model.same_filled_share < 1) throw model_fault(file, "it holds no page");
  return model;
}

void save_model(const std::filesystem::path& file, const ContentModel& model) {
  const std::string text = about(model).dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  const auto text_bytes = std::as_bytes(std::span(text));
  std::vector<std::byte> body(text_bytes.begin(), text_bytes.end());
  const std::vector<std::byte> pages = pack_pages(model.pages);
  body.insert(body.end(), pages.begin(), pages.end());
  std::vector<std::byte> frame(ZSTD_compressBound(body.size()));
  frame.resize(ZSTD_compress(frame.data(), frame.size(), body.data(), body.size(), compression_level));
  ModelHeader header;
  header.packed_bytes = frame.size();
  header.body_bytes = body.size();
  header.about_bytes = text.size();
  header.checksum = checksum_of(header, frame);
  OutputFile output(file);
  const std::array<ByteView, 2> parts = {std::as_bytes(std::span(&header, 1)), ByteView(frame)};
  output.write(parts);
  output.publish();
}

PageStore pages_of(const ContentModel& model, std::size_t count, std::uint64_t seed) {
  const auto same_filled = static_cast<std::size_t>(std::llround(model.same_filled_share * static_cast<double>(count)));
  const std::size_t others = model.pages.empty() ? 0 : count - same_filled;
  std::vector<ContentIndex> places(count);
  std::iota(places.begin(), places.end(), ContentIndex{0});
  std::shuffle(places.begin(), places.end(), Random(seed).fork(0));
  PageStore store(count);
  for (std::size_t i = 0; i < others; ++i) {
    Random random = Random(seed).fork(i + 1);
    // Evenly over the recipes, also where there are fewer pages than recipes.
    const std::size_t recipe = i * model.pages.size() / others;
    synthesise(model.pages[recipe].recipe, random, store.mutable_page(places[i]));
  }
  for (ContentIndex content = 0; content < count; ++content) store.set_hash(content, content_hash(store.page(content)));
  return store;
}

}  // namespace zramlab
