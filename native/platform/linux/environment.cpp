#include "platform/environment.h"

#include <cstdlib>

extern char** environ;

namespace clrscope::platform {

std::vector<std::string> Environment() {
    std::vector<std::string> variables;
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
        variables.emplace_back(*variable);
    }
    return variables;
}

std::string Variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace clrscope::platform
