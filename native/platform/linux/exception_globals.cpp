// Where the C++ runtime notes a thread's exceptions in flight. The definition that libstdc++ brings is a thread-local
// variable; in a library loaded with dlopen that means storage which the loader allocates when a thread first touches
// it. Ours lies behind a pthread key, so that the library has no thread-local storage at all. In libclrscope.so only:
// these two functions being defined keeps the other definition out of the link.
#include <cxxabi.h>
#include <pthread.h>
#include <stdlib.h>

#include <exception>

namespace __cxxabiv1 {

// As libstdc++ and libc++abi lay it out (Itanium C++ ABI, 2.2.2).
struct __cxa_eh_globals {
    void* caughtExceptions;
    unsigned int uncaughtExceptions;
};

}  // namespace __cxxabiv1

namespace {

pthread_key_t Key() {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    static pthread_key_t key;
    pthread_once(&once, [] {
        if (pthread_key_create(&key, free) != 0) abort();
    });
    return key;
}

}  // namespace

extern "C" {

__cxxabiv1::__cxa_eh_globals* __cxa_get_globals() noexcept {
    const pthread_key_t key = Key();
    void* globals = pthread_getspecific(key);
    if (globals == nullptr) {
        globals = calloc(1, sizeof(__cxxabiv1::__cxa_eh_globals));
        if (globals == nullptr || pthread_setspecific(key, globals) != 0) std::terminate();
    }
    return static_cast<__cxxabiv1::__cxa_eh_globals*>(globals);
}

__cxxabiv1::__cxa_eh_globals* __cxa_get_globals_fast() noexcept {
    return __cxa_get_globals();
}
}
