#include "bench/capture/command.h"
#include "bench/clean_up_command.h"
#include "bench/trace/command.h"
#include "engine/base/input_error.h"
#include <fmt/format.h>
int main(int argc, char** argv) {
  CLI::App app("mini");
  zramlab::add_trace_command(app);
  zramlab::add_capture_command(app, "0.1.0");
  zramlab::add_clean_up_command(app);
  try { app.parse(argc, argv); } catch (const CLI::ParseError& error) { app.exit(error); return 64; }
  catch (const zramlab::InputError& error) { fmt::print(stderr, "bench: {}\n", error.what()); return static_cast<int>(error.code()); }
  return 0;
}
