# Writes a source file that holds every machine profile. Run with -DOUTPUT=FILE -DFOLDER=FOLDER.
file(GLOB files ${FOLDER}/*.json)
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} json)
  string(APPEND entries "    {\"${name}\", R\"json(${json})json\"},\n")
endforeach()
file(WRITE ${OUTPUT}
"// Written by cmake/embed_machines.cmake from machines/*.json.
#include \"engine/platform/virtual/shipped_machines.h\"

#include <array>

namespace zramlab {

namespace {

constexpr auto machines = std::to_array<ShippedMachine>({
${entries}});

}  // namespace

std::span<const ShippedMachine> shipped_machines() { return machines; }

}  // namespace zramlab
")
