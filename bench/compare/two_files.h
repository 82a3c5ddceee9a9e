// bench compare A.json B.json.
#pragma once

#include "bench/compare/report.h"

#include <string>
#include <vector>

namespace zramlab {

struct FilesToCompare {
  std::string a;
  std::string b;
  std::vector<const ComparedFigure*> figures;
  bool despite_context = false;
};

// THROWS InputError (bad_input): a file that is no result, files without a common cell, and, unless told, different conditions,
// all of which it names.
ComparisonReport compare_files(const FilesToCompare& files);

// What a reader must know of a result beside its figures: that it is incomplete, unverified or has wrong answers. `side` is A or B.
std::vector<std::string> notes_on_side(const ResultsDocument& document, const std::string& side);

}  // namespace zramlab
