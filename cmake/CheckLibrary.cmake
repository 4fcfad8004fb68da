# cmake -DLIBRARY=libclrscope.so -P CheckLibrary.cmake
#
# libclrscope.so needs libc alone, exports its two entry points and nothing else, holds no thread-local storage (which a
# library loaded with dlopen gets lazily, allocating, even in a signal handler), and is bound when it is loaded.
function(run output)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE text RESULT_VARIABLE result)
  if(result)
    message(FATAL_ERROR "${ARGN}: ${result}")
  endif()
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

function(expect what actual expected)
  if(NOT actual STREQUAL expected)
    message(FATAL_ERROR "${LIBRARY}: ${what}: '${actual}' instead of '${expected}'")
  endif()
endfunction()

run(dynamic readelf --dynamic --wide ${LIBRARY})
string(REGEX MATCHALL "\\(NEEDED\\)[^\n]*" rows "${dynamic}")
string(REGEX MATCHALL "[a-z][-.a-z0-9_+]*\\.so[.0-9]*" needed "${rows}")
expect("needed libraries" "${needed}" "libc.so.6")

foreach(flag NOW NODELETE)
  if(NOT dynamic MATCHES "FLAGS_1[^\n]* ${flag}")
    message(FATAL_ERROR "${LIBRARY}: not linked with -z ${flag}")
  endif()
endforeach()

run(exports nm --dynamic --defined-only --format=just-symbols ${LIBRARY})
string(REGEX MATCHALL "[^\n]+" exports "${exports}")
list(SORT exports)
expect("exports" "${exports}" "DllCanUnloadNow;DllGetClassObject")

run(segments readelf --program-headers --wide ${LIBRARY})
if(segments MATCHES "\n +TLS ")
  message(FATAL_ERROR "${LIBRARY}: it has thread-local storage")
endif()
