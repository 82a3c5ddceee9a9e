// The parameters of one codec, as its backend takes them out.
#pragma once

#include "engine/backend/backend.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zramlab {

// What `--codec NAME:parameters` says after the colon. A backend takes out what it knows; refuse_rest() then names
// what nobody took. Every error names the codec and the parameter.
class ParameterReader {
 public:
  // `codec` is the backend's name and `accepted` its parameters as help prints them; both outlive the reader.
  ParameterReader(std::string_view codec, std::string_view accepted, BackendParameters parameters)
      : codec_(codec), accepted_(accepted), parameters_(std::move(parameters)) {}

  // The whole number called `name`, or `fallback` when it is not given. THROWS InputError (usage) outside
  // [lowest, highest].
  int take_number(std::string_view name, int lowest, int highest, int fallback);

  // The content of the file that `dictionary` names, or nothing when it is not given. THROWS InputError (bad_input) for
  // a file that cannot be read, or holds fewer than bytes_min or more than bytes_max bytes.
  std::vector<std::byte> take_dictionary(std::size_t bytes_min, std::size_t bytes_max);

  // THROWS InputError (usage) when a parameter is left.
  void refuse_rest() const;

 private:
  std::string take(std::string_view name);  // its value, or "" when it is not given

  std::string_view codec_;
  std::string_view accepted_;
  BackendParameters parameters_;
};

// "it takes level=N", "it takes none": how errors end.
std::string what_it_takes(std::string_view accepted);

}  // namespace zramlab
