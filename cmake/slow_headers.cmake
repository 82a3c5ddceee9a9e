# Headers that take a second or more to read are read once for several files.
#
# Precompiled, for all files of a kind of target. For libraries only in the sanitizers' presets: GCC 12 takes precompiled headers for the project's
# own, so that optimisers warn of false array bounds in them (in tests: of std::string + "letters").
set(ZRAMLAB_PRECOMPILE "tests" CACHE STRING "Precompile the libraries' headers: for tests, for all targets, or OFF (for a compiler cache)")
set_property(CACHE ZRAMLAB_PRECOMPILE PROPERTY STRINGS tests all OFF)

# zramlab_precompiled(KIND HEADERS HEADER... LINKS TARGET...): what zramlab_precompile(TARGET KIND) takes them from.
function(zramlab_precompiled kind)
  set(source ${PROJECT_BINARY_DIR}/precompiled/${kind}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "")
  add_library(precompiled_${kind} OBJECT EXCLUDE_FROM_ALL ${source})
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;LINKS")
  target_link_libraries(precompiled_${kind} PRIVATE zramlab_flags ${arg_LINKS})
  target_precompile_headers(precompiled_${kind} PRIVATE ${arg_HEADERS})
endfunction()

# As zramlab_cold's: a test runs once for each time it is compiled.
set(zramlab_test_options $<$<CONFIG:Release>:-O1>)

set(headers <algorithm> <array> <chrono> <cstdint> <filesystem> <fmt/format.h> <functional> <map> <memory> <optional> <span> <string> <vector>)
if(ZRAMLAB_PRECOMPILE)
  find_package(GTest REQUIRED)
  zramlab_precompiled(test HEADERS ${headers} <gtest/gtest.h> LINKS fmt::fmt GTest::gtest)
  target_compile_options(precompiled_test PRIVATE ${zramlab_test_options})
endif()
if(ZRAMLAB_PRECOMPILE STREQUAL "all")
  zramlab_precompiled(library HEADERS ${headers} LINKS fmt::fmt)
  zramlab_precompiled(json HEADERS ${headers} <nlohmann/json.hpp> LINKS fmt::fmt nlohmann_json::nlohmann_json)
endif()

# zramlab_compile_together(TARGET [FILES...]): as one translation unit, because what all of them include, or make of its templates, takes longer
# than they do. It may be called several times for a target. Without FILES: all that are left, six by six in the order in which they are listed.
# The names in their anonymous namespaces must differ. Not for the engine's hot parts, whose files should be optimised by themselves.
# The dev preset compiles each file by itself: there a missing #include shows, and one changed file is one file to compile.
option(ZRAMLAB_TOGETHER "Compile several files as one translation unit" ON)
function(zramlab_compile_together target)
  if(NOT ZRAMLAB_TOGETHER)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  if(ARGN)
    list(GET ARGN 0 first)
    cmake_path(GET first STEM group)
    set_source_files_properties(${ARGN} PROPERTIES UNITY_GROUP ${target}_${group})
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  set(taken 0)
  foreach(source IN LISTS sources)
    get_source_file_property(group ${source} UNITY_GROUP)
    get_source_file_property(options ${source} COMPILE_OPTIONS)  # of its own: no other file's
    if(group OR options)
      continue()
    endif()
    math(EXPR number "${taken} / 6")
    math(EXPR taken "${taken} + 1")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${target}_${number})
  endforeach()
endfunction()

# zramlab_precompile(TARGET KIND)
function(zramlab_precompile target kind)
  if(TARGET precompiled_${kind})
    target_precompile_headers(${target} REUSE_FROM precompiled_${kind})
    # A header that was read with other macros would not be taken.
    target_compile_definitions(${target} PRIVATE $<TARGET_PROPERTY:fmt::fmt,INTERFACE_COMPILE_DEFINITIONS>)
  endif()
endfunction()
