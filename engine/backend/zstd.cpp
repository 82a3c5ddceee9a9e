// zstd: frames without content size and checksum, by contexts in memory of a fixed size, as the kernel has them.
#include "engine/backend/parameters.h"
#include "engine/base/check.h"
#include "engine/base/input_error.h"

#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

#include <utility>
#include <vector>

namespace zramlab {
namespace {

// A limit of ours: what zstd --train makes by default is 110 KiB.
constexpr std::size_t dictionary_bytes_max = 16 * 1024 * 1024;

// A dictionary, digested once for each direction; shared by the contexts of a codec.
class ZstdDictionary {
 public:
  ZstdDictionary(const std::vector<std::byte>& bytes, ZSTD_compressionParameters parameters)
      : compression_(ZSTD_createCDict_advanced(bytes.data(), bytes.size(), ZSTD_dlm_byCopy, ZSTD_dct_auto, parameters,
                                               ZSTD_defaultCMem)),
        decompression_(ZSTD_createDDict(bytes.data(), bytes.size())) {}

  [[nodiscard]] bool usable() const { return compression_ != nullptr && decompression_ != nullptr; }
  [[nodiscard]] const ZSTD_CDict* compression() const { return compression_.get(); }
  [[nodiscard]] const ZSTD_DDict* decompression() const { return decompression_.get(); }

 private:
  struct Free {
    void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
    void operator()(ZSTD_DDict* dictionary) const { ZSTD_freeDDict(dictionary); }
  };
  std::unique_ptr<ZSTD_CDict, Free> compression_;
  std::unique_ptr<ZSTD_DDict, Free> decompression_;
};

// What every context of a codec shares.
struct ZstdSettings {
  ZSTD_compressionParameters parameters;
  std::shared_ptr<const ZstdDictionary> dictionary;  // null without one
  [[nodiscard]] std::size_t work_memory_bytes() const { return ZSTD_estimateCCtxSize_usingCParams(parameters); }
};

class Zstd final : public Backend {
 public:
  explicit Zstd(const ZstdSettings& settings)
      : dictionary_(settings.dictionary),
        compression_memory_(std::make_unique<std::byte[]>(settings.work_memory_bytes())),
        decompression_memory_(std::make_unique<std::byte[]>(ZSTD_estimateDCtxSize())),
        compression_(ZSTD_initStaticCCtx(compression_memory_.get(), settings.work_memory_bytes())),
        decompression_(ZSTD_initStaticDCtx(decompression_memory_.get(), ZSTD_estimateDCtxSize())) {
    ZRAMLAB_CHECK(compression_ != nullptr && decompression_ != nullptr, "zstd must fit into the memory it estimates");
    set_up(settings.parameters);
  }

  Outcome compress(PageView page, StreamBuffer output, std::size_t& length) override {
    const std::size_t written = ZSTD_compress2(compression_, output.data(), output.size(), page.data(), page.size());
    if (ZSTD_isError(written) != 0) return Outcome::backend_failed;
    length = written;
    return Outcome::ok;
  }

  Outcome decompress(ByteView input, PageSpan page) override {
    const std::size_t restored =
        dictionary_ == nullptr
            ? ZSTD_decompressDCtx(decompression_, page.data(), page.size(), input.data(), input.size())
            : ZSTD_decompress_usingDDict(decompression_, page.data(), page.size(), input.data(), input.size(),
                                         dictionary_->decompression());
    return restored == page.size() ? Outcome::ok : Outcome::backend_failed;
  }

 private:
  void set_up(ZSTD_compressionParameters parameters) {
    require(ZSTD_CCtx_setCParams(compression_, parameters));
    require(ZSTD_CCtx_setParameter(compression_, ZSTD_c_contentSizeFlag, 0));
    require(ZSTD_CCtx_setParameter(compression_, ZSTD_c_checksumFlag, 0));
    if (dictionary_ != nullptr) require(ZSTD_CCtx_refCDict(compression_, dictionary_->compression()));
  }

  static void require(std::size_t result) {
    ZRAMLAB_CHECK(ZSTD_isError(result) == 0, "zstd must accept the parameters it gave for a level");
  }

  std::shared_ptr<const ZstdDictionary> dictionary_;
  // The contexts live in this memory, and have nothing to free.
  std::unique_ptr<std::byte[]> compression_memory_;
  std::unique_ptr<std::byte[]> decompression_memory_;
  ZSTD_CCtx* compression_;
  ZSTD_DCtx* decompression_;
};

class ZstdCodec final : public Codec {
 public:
  explicit ZstdCodec(ZstdSettings settings) : settings_(std::move(settings)) {}
  [[nodiscard]] std::unique_ptr<Backend> create() const override { return std::make_unique<Zstd>(settings_); }
  [[nodiscard]] std::size_t work_memory_bytes() const override { return settings_.work_memory_bytes(); }
  [[nodiscard]] bool decompression_has_state() const override { return true; }

 private:
  ZstdSettings settings_;
};

}  // namespace

std::shared_ptr<const Codec> make_zstd_codec(ParameterReader& parameters) {
  const int level = parameters.take_number("level", ZSTD_minCLevel(), ZSTD_maxCLevel(), ZSTD_defaultCLevel());
  const std::vector<std::byte> bytes = parameters.take_dictionary(1, dictionary_bytes_max);
  ZstdSettings settings{ZSTD_getCParams(level, page_bytes, bytes.size()), nullptr};
  if (!bytes.empty()) {
    settings.dictionary = std::make_shared<const ZstdDictionary>(bytes, settings.parameters);
    if (!settings.dictionary->usable()) {
      throw bad_input("--codec zstd: the dictionary is damaged: it begins as a zstd dictionary, but zstd refuses it");
    }
  }
  return std::make_shared<ZstdCodec>(std::move(settings));
}

}  // namespace zramlab
