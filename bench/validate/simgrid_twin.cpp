#include "bench/validate/simgrid_twin.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

namespace zramlab {

namespace fs = std::filesystem;

namespace {

// A file that is gone with this object.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) {
    std::string name = (fs::temp_directory_path() / "zramlab-twin-XXXXXX").string();
    const int descriptor = mkstemp(name.data());
    if (descriptor < 0) throw InputError(ExitCode::failed, "cannot create a file in " + fs::temp_directory_path().string());
    close(descriptor);
    path_ = name;
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string text_of(const TwinModel& model, TwinWork work) {
  std::string text = fmt::format("{} {} {} {} {} {} {}\n", model.cpus, model.streams, model.duration_ns, model.seed,
                                 to_string(model.guard), work == TwinWork::sleep ? "sleep" : "execute", model.contents.size());
  for (const ContentTimes& times : model.contents) text += fmt::format("{} {} {}\n", times.compress, times.copy, times.decompress);
  return text;
}

// For a shell, within single quotes.
std::string quoted(const fs::path& path) {
  std::string text = "'";
  for (const char c : path.string()) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

std::string_view to_string(StreamGuard guard) {
  switch (guard) {
    case StreamGuard::pool: return "pool";
    case StreamGuard::mutex: return "mutex";
    case StreamGuard::own: return "own";
  }
  return "unknown guard";
}

TwinRun run_simgrid_twin(const fs::path& program, const TwinModel& model, TwinWork work) {
  const TemporaryFile input(text_of(model, work));
  const std::string command = quoted(program) + " <" + quoted(input.path());
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  unsigned long long pages = 0;
  double cpu_s = 0;
  if (pipe == nullptr || std::fscanf(pipe.get(), "%llu %lf", &pages, &cpu_s) != 2) {
    throw InputError(ExitCode::failed, fmt::format("the SimGrid twin {} gave no answer", program.string()));
  }
  return {pages, static_cast<double>(pages) / cpu_s};
}

}  // namespace zramlab
