// A thread beside the program: names precompiled code that was sampled, keeps a copy of the memory map, and ends the
// process when a question to the runtime does not come back.
#pragma once

#include "code_log.h"
#include "record_file.h"

namespace clrscope::fidelity {

inline constexpr int kStuckExit = 98;

void StartMonitor(const std::string& directory, RecordFile* file, CodeLog* log);
// No question is under way when this returns, and none follows.
void StopMonitor();

}  // namespace clrscope::fidelity
