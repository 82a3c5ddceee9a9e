// CLI11's names, for headers that only hand them on. CLI/CLI.hpp itself takes five seconds to compile wherever it is included.
#pragma once

namespace CLI {
class App;
class Option;
}  // namespace CLI
