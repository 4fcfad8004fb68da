#include "threads/thread_context.h"

// Found by other profilers by this name (OTEP 4947).
extern "C" {
__attribute__((visibility("default"))) thread_local clrscope::ThreadContext* otel_thread_ctx_v1 = nullptr;
}

namespace clrscope {

void PublishContext(ThreadContext* context) {
    otel_thread_ctx_v1 = context;
}

}  // namespace clrscope
