// The backends there are, and codecs made from what `--codec` says.
#pragma once

#include "engine/backend/backend.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

class ParameterReader;

struct BackendEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view parameters;  // what it accepts, as help and errors print it; empty when it takes none
  std::shared_ptr<const Codec> (*make)(ParameterReader& parameters);
};

// Every backend of this build, in the order of help and tables. Lives as long as the program.
std::span<const BackendEntry> backends();

// The codec that `text` names: "lz4", "zstd:level=3,dictionary=FILE". Reads the dictionary once.
// THROWS InputError: usage, naming --codec and what is accepted, for an unknown name or parameter or a bad value;
// bad_input for a dictionary that cannot be read or used.
std::shared_ptr<const Codec> make_codec(std::string_view text);

// The codec's name in results: `text` as given, without an empty parameter list: "zstd:" is "zstd".
std::string canonical_codec_name(std::string_view text);

// The codecs of a comma list in which parameters use commas too: after a codec with ':', an item `key=value` belongs
// to it. "lz4,zstd:level=3,dictionary=x,lzo" is "lz4", "zstd:level=3,dictionary=x" and "lzo". Checks nothing: an empty
// item stays one, for make_codec to refuse.
std::vector<std::string> split_codec_list(std::string_view text);

}  // namespace zramlab
