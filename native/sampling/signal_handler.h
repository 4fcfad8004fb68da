// What happens when a sample signal arrives. This file and what it calls (sample_writer, unwind/, segment/ring,
// segment/counters) is all that runs in signal context.
//
//  1. Captures only: no allocation, no lock, no CLR call, no symbol, no logging. It may drop; it never waits.
//  2. errno is saved by platform/, which also passes foreign signals on.
//  3. The thread is found through the signal's value, never through thread-local storage.
//  4. Less than 1 KiB of stack: frames go to the thread's own scratch memory.
#pragma once

#include "platform/wake.h"
#include "sampling/sample_writer.h"
#include "threads/thread_registry.h"
#include "unwind/code_tables.h"

namespace clrscope {

// Starts handling sample signals. What is given lives as long as the process. learner: asked when a walk has met code
// that no table covers. False with errno set.
bool StartHandlingSamples(ThreadRegistry* registry, unwind::CodeTables* tables, SampleWriter* writer,
                          platform::Wake* learner);

}  // namespace clrscope
