// Asks those who know, inside the handler, what the stack really is: DoStackSnapshot about managed frames, libgcc about
// native ones. Both take locks there, so a process can hang; the monitor ends it then.
#pragma once

#include <ucontext.h>

#include "abi/profiler_info.h"
#include "record_file.h"
#include "threads/thread_record.h"
#include "unwind/stack_walk.h"

namespace clrscope::fidelity {

// info and file live as long as the process.
void StartOracle(abi::ICorProfilerInfo9* info, RecordFile* file);
void StopOracle();

// In the handler, after our walk.
void AskOracle(const ucontext_t& interrupted, const ThreadRecord& thread, const unwind::Walk& walk,
               const uint64_t* frames);

}  // namespace clrscope::fidelity
