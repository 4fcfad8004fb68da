// Small pieces of code that the runtime writes itself (precodes, virtual dispatch stubs, write barriers) and code of
// libraries without call frame information, such as entries of a procedure linkage table. They call nothing and push
// one word at most, so the return address is on top of the stack or just below: told by its leading into known code.
#pragma once

#include "unwind/code_tables.h"
#include "unwind/cursor.h"

namespace clrscope::unwind {

// For innermost frames that no rule covers. False: neither word is a return address.
bool StepOutOfStub(const StackBounds& bounds, const CodeTables& tables, Cursor* cursor);

}  // namespace clrscope::unwind
