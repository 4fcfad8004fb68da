#pragma once

#include <string_view>

namespace clrscope {

// One line for the person who runs the program, on its standard error: "clrscope: text".
void Message(std::string_view text);

}  // namespace clrscope
