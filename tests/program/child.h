// The program as its users see it: a command line in, and what it wrote and how it ended.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace zramlab::test {

using Words = std::vector<std::string>;

struct Ended {
  int exit_code = -1;  // -1 if a signal ended it
  int signal = 0;
  std::string output;  // stdout
  std::string errors;  // stderr
  std::string command;

  [[nodiscard]] bool says(std::string_view words) const { return output.find(words) != std::string::npos; }
  [[nodiscard]] bool complains(std::string_view words) const { return errors.find(words) != std::string::npos; }
};

// A failure shows the command line and everything that was said.
std::ostream& operator<<(std::ostream& stream, const Ended& ended);

// One run of the program. Its output goes to files, which no amount of text can block.
class Child {
 public:
  struct Options {
    std::string output_file;   // stdout goes there; "": it is kept
    std::string shell_before;  // shell text in front of the program, as "ulimit -f 8;"
  };

  Child(const Words& words, const std::filesystem::path& folder) : Child(words, folder, {}) {}
  Child(const Words& words, const std::filesystem::path& folder, const Options& options);
  ~Child();  // kills what still runs
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void send(int signal) const;
  // BLOCKS until `holds` or until the program ended; false if it ended.
  [[nodiscard]] bool wait_until(const std::function<bool()>& holds);
  [[nodiscard]] std::string errors_so_far() const;
  // BLOCKS until it ended.
  Ended wait();

 private:
  [[nodiscard]] bool has_ended();

  std::filesystem::path output_;
  std::filesystem::path errors_;
  std::string command_;
  pid_t process_ = -1;
  bool ended_ = false;
  int status_ = 0;
};

// Runs the program to its end.
Ended bench(const Words& words);

}  // namespace zramlab::test
