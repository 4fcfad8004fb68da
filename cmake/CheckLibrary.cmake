# cmake -DLIBRARY=libclrscope.so -P CheckLibrary.cmake
#
# libclrscope.so needs libc alone, exports its entry points and nothing else, and is bound when it is loaded. Its
# thread-local storage is one word, for other profilers to read: a library loaded with dlopen gets it lazily, allocating, so
# the signal handler uses none.
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
expect("exports" "${exports}" "DllCanUnloadNow;DllGetClassObject;clrscope_activity_attach;clrscope_thread_context;clrscope_write_span;otel_thread_ctx_v1")

run(segments readelf --program-headers --wide ${LIBRARY})
string(REGEX MATCH "\n +TLS +0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x([0-9a-f]+)" tls "${segments}")
expect("bytes of thread-local storage" "${CMAKE_MATCH_1}" "000008")

# The other form of access to it would need the dynamic loader's __tls_get_addr.
run(relocations readelf --relocs --wide ${LIBRARY})
if(NOT relocations MATCHES "R_X86_64_TLSDESC[^\n]*otel_thread_ctx_v1")
  message(FATAL_ERROR "${LIBRARY}: otel_thread_ctx_v1 is not reached by a TLS descriptor")
endif()
