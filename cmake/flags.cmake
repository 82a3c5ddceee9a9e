# Flags every target of the project shares, on one interface target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

add_library(zramlab_flags INTERFACE)
target_include_directories(zramlab_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(zramlab_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wformat=2
  $<$<BOOL:${ZRAMLAB_WERROR}>:-Werror>)

if(ZRAMLAB_SANITIZE)
  target_compile_options(zramlab_flags INTERFACE -fsanitize=${ZRAMLAB_SANITIZE} -fno-omit-frame-pointer -g1)
  target_link_options(zramlab_flags INTERFACE -fsanitize=${ZRAMLAB_SANITIZE})
  target_compile_definitions(zramlab_flags INTERFACE ZRAMLAB_SANITIZE="${ZRAMLAB_SANITIZE}")  # engine/base/sanitizers.h
endif()

if(ZRAMLAB_FUZZ)
  # A finding of UBSan must end the program, or the fuzzer does not see it.
  target_compile_options(zramlab_flags INTERFACE -fsanitize=fuzzer-no-link -fno-sanitize-recover=all)
  # The name that fuzzed programs know: buffers are so small that small inputs reach their ends.
  target_compile_definitions(zramlab_flags INTERFACE FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION)
endif()

# zramlab_busy(TARGET): it runs for longer than it compiles, in tests too, which is why a preset whose code is not optimised at all optimises it.
set(ZRAMLAB_BUSY_OPTIONS "" CACHE STRING "Further compiler options of what runs for longer than it compiles")
function(zramlab_busy target)
  target_compile_options(${target} PRIVATE ${ZRAMLAB_BUSY_OPTIONS})
  if(ZRAMLAB_BUSY_OPTIONS)
    set_target_properties(${target} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)  # they were precompiled without
  endif()
endfunction()

# zramlab_cold(TARGET [BUT FILES...]): it runs once for each time that somebody waits for its compiler: commands, options, reports. BUT: loops.
function(zramlab_cold target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "BUT")
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  set_source_files_properties(${arg_BUT} PROPERTIES COMPILE_OPTIONS $<$<CONFIG:Release>:-O3>)
endfunction()

# zramlab_library(NAME SOURCES... LINKS TARGETS...): one folder, one target.
# A folder of headers alone becomes an interface target.
function(zramlab_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC zramlab_flags ${arg_LINKS})
    if("nlohmann_json::nlohmann_json" IN_LIST arg_LINKS)
      zramlab_precompile(${name} json)
    else()
      zramlab_precompile(${name} library)
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE zramlab_flags ${arg_LINKS})
  endif()
endfunction()
