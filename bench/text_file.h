// A report written to a file that an option names.
#pragma once

#include <string>

namespace zramlab {

// Nothing where `file` is empty. THROWS InputError (bad_input) that names `option`.
void write_text_file(const std::string& option, const std::string& file, const std::string& text);

}  // namespace zramlab
