// Memory that may not be there, read where the system allows the call that is made for it and where it does not.
#include "platform/memory.h"

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <thread>
#include <vector>

namespace clrscope::platform {
namespace {

constexpr size_t kPage = 4096;

// Has the calling thread's further calls of process_vm_readv fail, as a container's filter does.
void Forbid(uint32_t error) {
    sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_readv, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{std::size(filter), filter};
    ASSERT_EQ(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ASSERT_EQ(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

// Three pages of which the one in the middle cannot be read.
class Pages {
  public:
    Pages() : memory_(mmap(nullptr, 3 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
        auto* bytes = static_cast<uint8_t*>(memory_);
        std::iota(bytes, bytes + kPage, uint8_t{1});
        mprotect(bytes + kPage, kPage, PROT_NONE);
    }
    ~Pages() { munmap(memory_, 3 * kPage); }
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;

    uintptr_t At(size_t offset) const { return reinterpret_cast<uintptr_t>(memory_) + offset; }

  private:
    void* memory_;
};

// The error that the call gives; 0: it is allowed.
class ReadIfMappedTest : public testing::TestWithParam<uint32_t> {
  protected:
    // On a thread of its own, which alone is forbidden the call.
    template <typename Body>
    void Run(const Body& body) {
        std::thread([&] {
            if (GetParam() != 0) Forbid(GetParam());
            body();
        }).join();
    }

    Pages pages_;
    std::vector<uint8_t> bytes_ = std::vector<uint8_t>(kPage);
};

TEST_P(ReadIfMappedTest, WhatIsThereIsCopied) {
    Run([&] {
        ASSERT_TRUE(ReadIfMapped(pages_.At(10), bytes_.data(), 100));
        EXPECT_EQ(bytes_[0], 11);
        EXPECT_EQ(bytes_[99], 110);
        EXPECT_EQ(bytes_[100], 0);
        EXPECT_TRUE(ReadIfMapped(pages_.At(0), bytes_.data(), kPage));
        EXPECT_EQ(bytes_[kPage - 1], static_cast<uint8_t>(kPage));
    });
}

TEST_P(ReadIfMappedTest, WhatMayNotBeReadIsNot) {
    Run([&] {
        EXPECT_FALSE(ReadIfMapped(pages_.At(kPage), bytes_.data(), 1));
        EXPECT_FALSE(ReadIfMapped(pages_.At(kPage - 8), bytes_.data(), 16));
        EXPECT_FALSE(ReadIfMapped(0, bytes_.data(), 8));
        EXPECT_FALSE(ReadIfMapped(UINTPTR_MAX - 4, bytes_.data(), 8));
        EXPECT_TRUE(ReadIfMapped(pages_.At(2 * kPage), bytes_.data(), 8));
    });
}

TEST_P(ReadIfMappedTest, LargeThingsAreCopiedAsAWhole) {
    std::vector<uint8_t> large(300'001);
    std::iota(large.begin(), large.end(), uint8_t{0});
    std::vector<uint8_t> copy(large.size());
    Run([&] { EXPECT_TRUE(ReadIfMapped(reinterpret_cast<uintptr_t>(large.data()), copy.data(), copy.size())); });
    EXPECT_TRUE(std::equal(large.begin(), large.end(), copy.begin()));
}

TEST_P(ReadIfMappedTest, NoDescriptorIsLeftOpen) {
    const int before = dup(0);
    close(before);
    Run([&] {
        for (int i = 0; i < 10; ++i) {
            ReadIfMapped(pages_.At(0), bytes_.data(), 8);
            ReadIfMapped(pages_.At(kPage), bytes_.data(), 8);
        }
    });
    const int after = dup(0);
    close(after);
    EXPECT_EQ(after, before);
}

INSTANTIATE_TEST_SUITE_P(Allowed, ReadIfMappedTest, testing::Values(0u));
INSTANTIATE_TEST_SUITE_P(Forbidden, ReadIfMappedTest,
                         testing::Values(static_cast<uint32_t>(EPERM), static_cast<uint32_t>(ENOSYS)));

}  // namespace
}  // namespace clrscope::platform
