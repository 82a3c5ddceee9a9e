// One program for all targets: ZRAMLAB_FUZZ_TARGET names the one to run (scripts/fuzz does that).
//   ZRAMLAB_FUZZ_LIST=1      prints the targets' names
//   ZRAMLAB_FUZZ_SEEDS=DIR   writes the target's seeds into DIR
#include "engine/base/check.h"
#include "engine/base/input_error.h"
#include "tests/fuzz/target.h"

#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <span>

namespace zramlab::fuzz {
namespace {

std::vector<Target> all_targets() {
  std::vector<Target> all = trace_targets();
  for (auto* more : {importer_targets, text_targets, result_targets}) {
    for (Target& target : more()) all.push_back(std::move(target));
  }
  return all;
}

const Target& chosen_target() {
  static const Target* const chosen = [] {
    static const std::vector<Target> all = all_targets();
    const char* const name = std::getenv("ZRAMLAB_FUZZ_TARGET");
    for (const Target& target : all) {
      if (name != nullptr && target.name == name) return &target;
    }
    fmt::print(stderr, "ZRAMLAB_FUZZ_TARGET must be one of:\n");
    for (const Target& target : all) fmt::print(stderr, "  {}\n", target.name);
    std::exit(64);
  }();
  return *chosen;
}

void write_seeds(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::size_t number = 0;
  for (const std::string& seed : chosen_target().seeds) {
    std::ofstream(folder / fmt::format("seed-{}", number++), std::ios::binary) << seed;
  }
}

void run(ByteView bytes) {
  try {
    chosen_target().run(bytes);
  } catch (const InputError& error) {
    ZRAMLAB_CHECK(error.what() != std::string_view(), "an error says what is wrong");
  }
  // Anything else that is thrown ends the program, which the fuzzer reports.
}

}  // namespace
}  // namespace zramlab::fuzz

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  using namespace zramlab::fuzz;
  if (std::getenv("ZRAMLAB_FUZZ_LIST") != nullptr) {
    for (const Target& target : all_targets()) fmt::print("{}\n", target.name);
    std::exit(0);
  }
  if (const char* const folder = std::getenv("ZRAMLAB_FUZZ_SEEDS")) {
    write_seeds(folder);
    std::exit(0);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  zramlab::fuzz::run(std::as_bytes(std::span(data, size)));
  return 0;
}
