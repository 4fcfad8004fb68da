// What Clrscope.Activity needs of libclrscope.so. FAKE_ATTACH makes it refuse.
#include <stdint.h>
#include <stdlib.h>

static volatile uint32_t flags = 3;
static int attached;
static int spans[8];
static _Thread_local uint8_t context[64] __attribute__((aligned(64)));

int32_t clrscope_activity_attach(uint32_t version, const volatile uint32_t** word) {
    const char* refuse = getenv("FAKE_ATTACH");
    if (refuse != NULL) return atoi(refuse);
    if (version != 1) return 2;
    *word = &flags;
    return __atomic_exchange_n(&attached, 1, __ATOMIC_SEQ_CST);
}

void* clrscope_thread_context(void) { return context; }

int32_t clrscope_write_span(uint32_t kind, const void* record, uint32_t size) {
    if (record == NULL || size < 80 || size > 1024) abort();
    __atomic_add_fetch(&spans[kind & 7], 1, __ATOMIC_SEQ_CST);
    return 1;
}

int32_t fake_spans(uint32_t kind) { return spans[kind & 7]; }
