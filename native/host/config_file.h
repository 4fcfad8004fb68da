// The few values that the native half needs from clrscope.json before an agent has come. The agent checks the file and
// reports what is wrong with it; here a file that cannot be read, or a value of the wrong kind, is as good as none.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace clrscope {

// The scalars of a JSON text by their path in lower case, "cpu:hz" -> "100" (strings without quotes). Comments and
// trailing commas are allowed, as the agent's reader allows them; arrays are passed over. Empty if the text is
// malformed.
std::map<std::string, std::string> ReadJsonScalars(std::string_view text);

}  // namespace clrscope
