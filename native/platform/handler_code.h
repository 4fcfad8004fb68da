// Marks the functions that make up the signal handler. The linker puts them side by side: when a sample is taken most
// of what it needs is in no cache, and each page of code costs a walk through the page tables.
#pragma once

#define CLRSCOPE_HANDLER_CODE __attribute__((hot))
