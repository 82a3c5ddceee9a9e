# Writes the commit's name into a header, at each build, when it changed. Run with -DOUTPUT=FILE -DSOURCE=FOLDER.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=10
                OUTPUT_VARIABLE commit ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
if(failed)
  set(commit unknown)
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define ZRAMLAB_COMMIT \"${commit}\"\n")
