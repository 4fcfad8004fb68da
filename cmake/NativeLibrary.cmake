# clrscope_core: all of native/, for the library and for the tests. clrscope: libclrscope.so, what the runtime loads.
set(CLRSCOPE_NATIVE ${CMAKE_SOURCE_DIR}/native)
# Of the shared library only: programs that link the rest bring a C++ runtime of their own.
set(library_only
  ${CLRSCOPE_NATIVE}/host/exports.cpp
  ${CLRSCOPE_NATIVE}/platform/linux/exception_globals.cpp)

file(GLOB_RECURSE core_sources CONFIGURE_DEPENDS ${CLRSCOPE_NATIVE}/*.cpp)
list(REMOVE_ITEM core_sources ${library_only})

add_library(clrscope_core STATIC ${core_sources})
target_include_directories(clrscope_core PUBLIC ${CLRSCOPE_NATIVE})
target_link_libraries(clrscope_core PUBLIC clrscope_options)

# Thread-local storage of a library that is loaded late, without a call into the dynamic loader.
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  set_source_files_properties(${CLRSCOPE_NATIVE}/threads/thread_context.cpp PROPERTIES COMPILE_OPTIONS -mtls-dialect=gnu2)
endif()

# A sanitizer's runtime cannot be linked into a library that depends on libc alone.
if(CLRSCOPE_SANITIZE)
  return()
endif()

add_library(clrscope SHARED ${library_only})
set(exports_map ${CLRSCOPE_NATIVE}/host/exports.map)
set_target_properties(clrscope PROPERTIES LINK_DEPENDS ${exports_map} BUILD_WITH_INSTALL_RPATH ON)
target_link_options(clrscope PRIVATE
  -nodefaultlibs
  LINKER:--exclude-libs,libstdc++.a:libgcc_eh.a:libgcc.a
  LINKER:--version-script=${exports_map}
  LINKER:-z,now LINKER:-z,relro
  # Its timers and its signal handler stay for as long as the process: it can never be unmapped.
  LINKER:-z,nodelete)
# The C++ runtime goes in; libc.so.6 is named itself since the linker script libc.so would add the dynamic loader.
target_link_libraries(clrscope PRIVATE clrscope_core -l:libstdc++.a -l:libgcc_eh.a -l:libgcc.a -l:libc.so.6)
