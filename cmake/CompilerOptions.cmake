# Every target of ours links this interface.
add_library(clrscope_options INTERFACE)
target_compile_options(clrscope_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror
  -fno-omit-frame-pointer
  -fvisibility=hidden -fvisibility-inlines-hidden
  -ffunction-sections -fdata-sections
  # Everything is bound at load time (-z now): call through the GOT directly.
  -fno-plt)
target_link_options(clrscope_options INTERFACE -Wl,--gc-sections)
