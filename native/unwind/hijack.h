// Hijacked return addresses. To stop a thread for a collection, the runtime overwrites the return address of its
// innermost method with that of a stub of its own (OnHijackTripThread), and keeps in its thread object the true address
// and, right behind, the place; behind that lies a description of the method, which is no code.
//
// Where in the object is not published (the data descriptor of .NET 9 and later leaves it out) and differs from version
// to version. The walk knows the place, though, so it looks for that: no other member is the address of just this word
// of the stack.
#pragma once

#include <cstddef>
#include <cstdint>

#include "unwind/code_tables.h"
#include "unwind/cursor.h"

namespace clrscope::unwind {

// How much of the thread object is looked through. .NET 10's is larger (576 bytes at least, by its data descriptor);
// the two words lie at 0x98 there. Whoever hands an object over has seen that so much of it can be read.
inline constexpr size_t kThreadObjectBytes = 512;

// Gives the cursor, which a method's return address has led to the stub, the true one. The object is the calling
// thread's, which lives for as long as the thread has managed frames; 0: not known, and nothing is changed.
// Async-signal-safe.
void MendHijacked(uintptr_t runtimeThread, const CodeTables& tables, Cursor* cursor);

}  // namespace clrscope::unwind
