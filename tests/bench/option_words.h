// Command lines as tests give them: what becomes of the words, and what is said of wrong ones.
#pragma once

#include "bench/options.h"
#include "engine/base/input_error.h"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace zramlab::test {

using Words = std::vector<std::string>;

// A command line that is refused.
struct Refused {
  Words words;
  std::string named;  // the option that the message must name
  std::string told;   // and what else it must say
};

inline RunOptions options_of(const Words& words) {
  CLI::App app("bench", "bench");
  OptionTexts texts;
  add_run_options(app, texts);
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  app.parse(reversed);
  return check_options(texts);
}

inline std::string joined(const Words& words) {
  std::string text = "bench";
  for (const std::string& word : words) text += " " + word;
  return text;
}

// The message for a usage error; "" and a failed test where there is none.
inline std::string refusal_of(const Words& words) {
  try {
    options_of(words);
    ADD_FAILURE() << joined(words) << " was accepted";
    return "";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::usage) << joined(words);
    return error.what();
  } catch (const CLI::ParseError& error) {
    EXPECT_NE(error.get_exit_code(), 0) << joined(words);
    return error.what();
  }
}

}  // namespace zramlab::test
