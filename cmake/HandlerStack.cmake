# Part of every build of the library: the signal handler and all that it calls fit into 1 KiB of stack (the runtime's
# alternate stacks are small) and call nothing but the functions listed in handler_stack.txt.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU" OR CLRSCOPE_SANITIZE OR CMAKE_BUILD_TYPE STREQUAL "Debug")
  return()  # other compilers write no call graph; sanitizers and unoptimised code have calls and stack of their own
endif()

target_compile_options(clrscope_core PRIVATE -fcallgraph-info=su)

add_executable(handler_stack ${CMAKE_SOURCE_DIR}/cmake/handler_stack.cpp)
target_link_libraries(handler_stack PRIVATE clrscope_options)

set(call_graphs ${core_sources})
list(TRANSFORM call_graphs REPLACE "^${CMAKE_SOURCE_DIR}/" "${CMAKE_BINARY_DIR}/CMakeFiles/clrscope_core.dir/")
list(TRANSFORM call_graphs APPEND ".ci")
set(handler_stack_config ${CMAKE_SOURCE_DIR}/cmake/handler_stack.txt)
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/handler_stack.checked
  COMMAND handler_stack 1024 ${handler_stack_config} ${call_graphs}
  COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/handler_stack.checked
  DEPENDS handler_stack clrscope_core ${handler_stack_config}
  COMMENT "Checking the stack use of the signal handler"
  VERBATIM)
add_custom_target(handler_stack_check ALL DEPENDS ${CMAKE_BINARY_DIR}/handler_stack.checked)
