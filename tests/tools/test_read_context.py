"""read_context.py against small programs in C, one for each way in which a thread-local variable is reached."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "read_context.py")

# The variable, its writer, and as much more thread-local storage as is asked for.
LIBRARY = r"""
#include <stdlib.h>
#include <string.h>
__attribute__((visibility("default"))) __thread void *otel_thread_ctx_v1;
static volatile __thread char more[MORE + 1];
__attribute__((visibility("default"))) void publish(unsigned char id, unsigned char valid)
{
    unsigned char *record = calloc(1, 64);
    memset(record, id, 16);
    memset(record + 16, id + 1, 8);
    record[24] = valid;
    record[25] = 1;
    record[26] = 13;
    memcpy(record + 28, "\0\3old\0\3new\7\1x", 13);  /* key 0 twice; a key without a name */
    otel_thread_ctx_v1 = record;
    more[MORE] = 1;
}
"""

PROGRAM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef LIBRARY_PATH
typedef void (*publish_function)(unsigned char, unsigned char);
static publish_function publish;
#else
void publish(unsigned char, unsigned char);
#endif
static pthread_barrier_t ready;
static void *thread(void *id)
{
    if (id) publish((unsigned char)(uintptr_t)id, 1);
    pthread_barrier_wait(&ready);
    pause();
    return 0;
}
static const unsigned char payload[] =
    "\x0a\x15\x0a\x13\x0a\x0cservice.name\x12\x03\x0a\x01s"
    "\x12\x2a\x0a\x1dthreadlocal.attribute_key_map\x12\x09\x2a\x07\x0a\x05\x0a\x03key";
int main(void)
{
    pthread_t threads[3];
    pthread_barrier_init(&ready, 0, 4);
#ifdef EARLY_THREADS
    pthread_create(&threads[0], 0, thread, 0);
#endif
#ifdef LIBRARY_PATH
    void *library = dlopen(LIBRARY_PATH, RTLD_NOW);
    if (!library) return puts(dlerror()), 1;
    publish = (publish_function)(uintptr_t)dlsym(library, "publish");
#endif
    int file = memfd_create("OTEL_CTX", 0);
    if (ftruncate(file, 4096) != 0) return 1;
    struct { char signature[8]; uint32_t version, size; uint64_t published, payload; } *header =
        mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    memcpy(header->signature, "OTEL_CTX", 8);
    header->version = 2;
    header->size = sizeof(payload) - 1;
    header->payload = (uintptr_t)payload;
    header->published = 1;
    publish(0x10, 1);
#ifndef EARLY_THREADS
    pthread_create(&threads[0], 0, thread, 0);
#endif
    pthread_create(&threads[1], 0, thread, (void *)0x20);
    pthread_create(&threads[2], 0, thread, (void *)0x30);
    pthread_barrier_wait(&ready);
    puts("ready");
    fflush(stdout);
    pause();
}
"""


@unittest.skipUnless(sys.platform == "linux" and os.uname().machine == "x86_64", "x64 only")
class ReadContext(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.directory)

    def path(self, name):
        return os.path.join(self.directory, name)

    def compile(self, source, output, *options):
        subprocess.run(["gcc", "-x", "c", "-O1", "-w", "-", "-o", self.path(output), *options],
                       input=source, check=True, text=True)

    def read(self, *program_options, library_options=(), dlopen=True, more=0):
        if dlopen:
            self.compile(LIBRARY, "library.so", "-shared", "-fPIC", f"-DMORE={more}", *library_options)
            self.compile(PROGRAM, "program", f'-DLIBRARY_PATH="{self.path("library.so")}"', *program_options)
        else:
            self.compile(LIBRARY + PROGRAM, "program", f"-DMORE={more}", "-rdynamic", *program_options)
        program = subprocess.Popen([self.path("program")], stdout=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (program.kill(), program.wait(), program.stdout.close()))
        self.assertEqual(program.stdout.readline(), "ready\n")
        output = subprocess.run([sys.executable, TOOL, str(program.pid)], check=True, stdout=subprocess.PIPE, text=True)
        self.assertIsNone(program.poll(), "the program goes on")
        return json.loads(output.stdout)

    def check(self, result, place):
        self.assertEqual(result["resource"], {"service.name": "s"})
        self.assertTrue(result["variable"]["place"].startswith(place), result["variable"])
        self.assertEqual(result["threads_looked_at"], 4)
        self.assertEqual([(thread["trace_id"], thread["span_id"]) for thread in result["threads"]],
                         [(f"{i}0" * 16, f"{i}1" * 8) for i in (1, 2, 3)])
        for thread in result["threads"]:
            self.assertEqual(thread["attributes"], {"key": "new"})
            self.assertEqual(thread["trace_flags"], 1)

    def test_a_descriptor_with_a_fixed_offset(self):
        self.check(self.read(library_options=["-mtls-dialect=gnu2"]), "thread pointer -")

    def test_a_descriptor_with_a_module(self):
        # More than the loader keeps free for libraries that come late.
        self.check(self.read(library_options=["-mtls-dialect=gnu2"], more=1 << 16), "module ")

    def test_a_module_that_is_younger_than_a_thread(self):
        self.check(self.read("-DEARLY_THREADS", library_options=["-mtls-dialect=gnu2"], more=1 << 16), "module ")

    def test_a_module_and_an_offset(self):
        self.check(self.read(library_options=["-mtls-dialect=gnu"]), "module ")

    def test_an_offset_alone(self):
        self.check(self.read(library_options=["-ftls-model=initial-exec"]), "thread pointer -")

    def test_a_variable_of_the_program(self):
        self.check(self.read(dlopen=False), "thread pointer -")

    def test_a_process_without_any(self):
        with subprocess.Popen(["sleep", "60"]) as program:
            self.addCleanup(program.wait)
            self.addCleanup(program.kill)
            output = subprocess.run([sys.executable, TOOL, str(program.pid)], check=True, stdout=subprocess.PIPE, text=True)
            result = json.loads(output.stdout)
            program.kill()
        self.assertEqual((result["resource"], result["variable"], result["threads"]), (None, None, []))


if __name__ == "__main__":
    unittest.main()
