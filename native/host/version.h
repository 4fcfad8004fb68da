#pragma once

namespace clrscope {

inline constexpr const char* kVersionText = "0.1.0";

}  // namespace clrscope
