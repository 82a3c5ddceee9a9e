# Writes a ctest file with a test for each fuzz target. Run with -DPROGRAM=FILE -DSCRIPT=FILE -DRUNS=N -DOUTPUT=FILE.
execute_process(COMMAND ${CMAKE_COMMAND} -E env ZRAMLAB_FUZZ_LIST=1 ${PROGRAM}
                OUTPUT_VARIABLE names OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ";" names "${names}")
set(text "")
foreach(name IN LISTS names)
  string(APPEND text
    "add_test(fuzz.${name} \"${SCRIPT}\" --program \"${PROGRAM}\" --runs ${RUNS} --target ${name})\n"
    "set_tests_properties(fuzz.${name} PROPERTIES LABELS sanitize TIMEOUT 600)\n")
endforeach()
file(WRITE ${OUTPUT} "${text}")
