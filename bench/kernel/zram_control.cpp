#include "bench/kernel/zram_control.h"

#include "bench/kernel/attribute_file.h"
#include "engine/base/input_error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstring>
#include <span>
#include <string_view>
#include <thread>
#include <utility>

namespace zramlab {

namespace {

namespace fs = std::filesystem;

// What the child tells.
struct Added {
  int error = 0;
  unsigned number = 0;
};

// For the child of a process with threads: no memory is allocated and no lock taken.
std::size_t read_into(const char* file, std::span<char> text) {
  const int descriptor = open(file, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return 0;
  const ssize_t bytes = read(descriptor, text.data(), text.size());
  const int error = errno;
  close(descriptor);
  errno = error;
  return bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

template <class... Values>
std::size_t print(std::span<char> text, fmt::format_string<Values...> format, Values&&... values) {
  return fmt::format_to_n(text.data(), text.size() - 1, format, std::forward<Values>(values)...).size;
}

std::uint64_t number_in(std::span<const char> text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "diskseq:57" into `identity`; its length, 0 when there is no such device.
std::size_t identity_of(unsigned number, std::span<char> identity) {
  std::array<char, 64> file{};
  std::array<char, 32> text{};
  print(file, "/sys/block/zram{}/diskseq", number);
  if (const std::size_t length = read_into(file.data(), text); length != 0) {
    return print(identity, "diskseq:{}", number_in(std::span(text).first(length)));
  }
  file = {};
  print(file, "/sys/block/zram{}", number);
  struct stat status{};
  return stat(file.data(), &status) == 0 ? print(identity, "inode:{}", status.st_ino) : 0;
}

Added add_and_write_down(const char* hot_add, int register_descriptor, std::uint64_t claim) {
  std::array<char, 32> text{};
  errno = 0;
  const std::size_t length = read_into(hot_add, text);
  if (length == 0) return {.error = errno != 0 ? errno : EIO};
  const auto number = static_cast<unsigned>(number_in(std::span(text).first(length)));
  std::array<char, 64> identity{};
  std::size_t identity_length = identity_of(number, identity);
  if (identity_length == 0) identity[identity_length++] = '?';
  std::array<char, 128> line{};
  const std::size_t line_length = print(line, "made {} {} zram{}\n", claim, std::string_view(identity.data(), identity_length), number);
  if (write(register_descriptor, line.data(), line_length) != static_cast<ssize_t>(line_length)) return {errno, number};
  return {0, number};
}

// Runs `work` in a child that no signal to this process or its group reaches.
template <class Work>
Added in_child(Work work) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {.error = errno};
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    const Added added = work();
    _exit(write(ends[1], &added, sizeof added) == static_cast<ssize_t>(sizeof added) ? 0 : 1);
  }
  Added added{.error = errno};
  close(ends[1]);
  if (child > 0) {
    if (read(ends[0], &added, sizeof added) != static_cast<ssize_t>(sizeof added)) added = {.error = EIO};
    waitpid(child, nullptr, 0);
  }
  close(ends[0]);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return added;
}

}  // namespace

unsigned hot_add_zram(Claim& claim) {
  const std::string hot_add = zram_control_folder / "hot_add";
  const int descriptor = claim.register_->descriptor_;
  const std::uint64_t number = claim.number_;
  const Added added = in_child([&] { return add_and_write_down(hot_add.c_str(), descriptor, number); });
  if (added.error == 0) {
    claim.name_ = fmt::format("zram{}", added.number);
    return added.number;
  }
  claim.gone();
  throw bad_input(fmt::format("zram: the kernel added no device ({}: {})", hot_add, std::strerror(added.error)));
}

std::string zram_identity(const std::string& name) {
  constexpr std::string_view prefix = "zram";
  if (!name.starts_with(prefix)) return "";
  unsigned number = 0;
  const auto [end, error] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), number);
  if (error != std::errc{} || end != name.data() + name.size()) return "";
  std::array<char, 64> identity{};
  return {identity.data(), identity_of(number, identity)};
}

std::optional<std::string> remove_zram(const std::string& name) {
  const std::string number = name.substr(std::strlen("zram"));
  const fs::path reset = fs::path("/sys/block") / name / "reset";
  const fs::path hot_remove = zram_control_folder / "hot_remove";
  int error = retry_while_busy([&] { return write_attribute(reset, "1"); });
  if (error == 0) error = retry_while_busy([&] { return write_attribute(hot_remove, number); });
  if (error == 0 || zram_identity(name).empty()) return std::nullopt;
  return fmt::format("{}; when it is neither mounted nor swap any more, `echo 1 > {}; echo {} > {}` removes it", std::strerror(error),
                     reset.string(), number, hot_remove.string());
}

int retry_while_busy(const std::function<int()>& attempt) {
  constexpr auto patience = std::chrono::seconds(2);
  constexpr auto nap = std::chrono::milliseconds(5);
  const auto end = std::chrono::steady_clock::now() + patience;
  int error = attempt();
  while (error == EBUSY && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(nap);
    error = attempt();
  }
  return error;
}

}  // namespace zramlab
