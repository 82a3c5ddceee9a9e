#include "bench/capture/command.h"

#include "bench/capture/capture.h"
#include "bench/trace/recording_options.h"
#include "engine/base/units.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

namespace zramlab {

namespace {

enum class Show : std::uint8_t { automatic, always, never };

struct ShowName {
  std::string_view name;
  Show value;
};
constexpr std::array<ShowName, 3> show_names{{{"auto", Show::automatic}, {"always", Show::always}, {"never", Show::never}}};

// What the options say, before it is checked.
struct CaptureTexts {
  std::string output;
  std::string device;
  std::string swap_size = "2G";
  std::string memory = "200M";
  std::string ring_buffer = "8M";
  std::string duration;
  Show progress = Show::automatic;
  CaptureRequest request;
};

CaptureRequest check(const CaptureTexts& texts) {
  CaptureRequest request = texts.request;
  request.output = texts.output;
  request.device = texts.device;
  if (request.device.empty() == request.command.empty()) {
    throw usage_error("bench capture: give either a COMMAND to run, behind --, or the --device of a running system's swap");
  }
  request.swap_bytes = parse_bytes(texts.swap_size, "--swap-size");
  request.memory_bytes = parse_bytes(texts.memory, "--memory");
  request.ring_bytes = parse_bytes(texts.ring_buffer, "--ring-buffer");
  if (!texts.duration.empty()) request.duration_ns = parse_duration_ns(texts.duration, "--duration");
  request.shows_progress = texts.progress == Show::always || (texts.progress == Show::automatic && isatty(STDERR_FILENO) != 0);
  return request;
}

void warn_of_contents(const CaptureRequest& request) {
  if (request.contents != CaptureContents::pages) return;
  fmt::print(stderr,
             "bench: {} will hold {} memory as it is: keys, texts, whatever is swapped out; nothing is stripped. --contents sizes records "
             "what codecs make of the pages instead, and `bench trace sketch` turns a trace with pages into that form "
             "(docs/capturing.md)\n",
             request.output.string(), request.device.empty() ? "the program's" : "this system's programs'");
}

void report(const CaptureRequest& request, const CaptureResult& result) {
  fmt::print("{}wrote {}, {}\n", summary_text(result.figures, result.elapsed_ns), request.output.string(),
             format_bytes(static_cast<double>(std::filesystem::file_size(request.output))));
  std::string complaints;
  for (const std::string& complaint : result.complaints) complaints += complaint + "; ";
  if (!complaints.empty()) throw InputError(ExitCode::failed, complaints + "the trace holds what was recorded until then");
  if (result.was_interrupted) throw InputError(ExitCode::interrupted, "interrupted; the trace holds what was recorded until then");
}

void run(const CaptureTexts& texts) {
  const CaptureRequest request = check(texts);
  warn_of_contents(request);
  report(request, capture(request));
}

void add_program_options(CLI::App& command, CaptureTexts& texts) {
  const std::string group = "A program with a swap device of its own";
  command.add_option("COMMAND", texts.request.command, "The program and its arguments, behind --")->group(group);
  command.add_option("--memory", texts.memory, "What the program has before its pages are swapped out")->group(group)->capture_default_str();
  command.add_option("--swap-size", texts.swap_size, "The size of the zram device that is added")->group(group)->capture_default_str();
  command.add_option("--codec", texts.request.codec, "The kernel's algorithm for it")->group(group)->capture_default_str();
}

}  // namespace

void add_capture_command(CLI::App& program, const std::string& version) {
  CLI::App& command = *program.add_subcommand("capture", "Record real swap traffic with its pages: a program's, or a running system's");
  const auto texts = std::make_shared<CaptureTexts>();
  texts->request.recorder = "bench capture " + version;
  command.add_option("--output", texts->output, "The .ztrace file to write")->required();
  add_program_options(command, *texts);
  command.add_option("--device", texts->device, "A swap device that is in use, /dev/zram0: it is only read")
      ->group("A running system");
  add_named_option(command, "--contents", texts->request.contents, capture_contents, "kind of contents",
                   "pages: as they are; sizes: what codecs make of them, fit to be published; none: only the traffic");
  add_named_option(command, "--lost-pages", texts->request.lost_pages, lost_pages_names, "way to treat lost pages",
                   "A write whose page was gone before it could be read borrows another's content, or is left out (skip)");
  command.add_option("--duration", texts->duration, "Stop after this time; the program is ended then");
  command.add_option("--ring-buffer", texts->ring_buffer, "The kernel's buffer for events, of each CPU")->capture_default_str();
  command.add_option("--level", texts->request.level, "How hard zstd compresses the pages while recording; `bench trace cut` does it again")
      ->check(CLI::Range(1, 19))
      ->capture_default_str();
  command.add_option("--seed", texts->request.seed, "Chooses what stands in for lost pages")->capture_default_str();
  add_named_option(command, "--progress", texts->progress, show_names, "choice", "auto: on a terminal");
  add_description_options(command, texts->request.about, DescribesDevice::no);
  command.callback([texts] { run(*texts); });
}

}  // namespace zramlab
