#include "host/message.h"

#include <cstdio>
#include <string>

namespace clrscope {

void Message(std::string_view text) {
    const std::string line = "clrscope: " + std::string(text) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
}

}  // namespace clrscope
