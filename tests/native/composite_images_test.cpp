// Composite images that are found since a module says that its code lies in one.
#include "codemap/composite_images.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

#include "platform/file.h"

namespace clrscope {
namespace {

constexpr uint32_t kPage = 4096;
constexpr uint32_t kPe = 0x80;
constexpr uint32_t kOptional = kPe + 24;
constexpr uint32_t kCli = 0x200;
constexpr uint32_t kReadyToRun = 0x300;
constexpr uint32_t kContent = 0x400;  // of the section
constexpr uint32_t kSize = 3 * kPage;
constexpr uint32_t kComponents = 115;
constexpr uint32_t kOwner = 116;

// The header page of an image with one ReadyToRun section besides one that says nothing.
class Header {
  public:
    Header(uint32_t section, const std::string& content) : bytes_(kPage) {
        Put<uint16_t>(0, 0x5A4D);
        Put<uint32_t>(0x3C, kPe);
        Put<uint32_t>(kPe, 0x4550);
        Put<uint16_t>(kOptional, 0x20B);
        Put<uint32_t>(kOptional + 56, kSize);
        Put<uint32_t>(kOptional + 112 + 14 * 8, kCli);
        Put<uint32_t>(kCli + 64, kReadyToRun);
        Put<uint32_t>(kReadyToRun, 0x00525452);
        Put<uint32_t>(kReadyToRun + 12, 2);
        Put<uint32_t>(kReadyToRun + 16, 100);
        Put<uint32_t>(kReadyToRun + 28, section);
        Put<uint32_t>(kReadyToRun + 32, kContent);
        Put<uint32_t>(kReadyToRun + 36, static_cast<uint32_t>(content.size()));
        std::memcpy(bytes_.data() + kContent, content.data(), content.size());
    }

    template <typename T>
    void Put(size_t at, T value) {
        std::memcpy(bytes_.data() + at, &value, sizeof(value));
    }

    uintptr_t Base() const { return reinterpret_cast<uintptr_t>(bytes_.data()); }
    const std::vector<uint8_t>& Bytes() const { return bytes_; }

  private:
    std::vector<uint8_t> bytes_;
};

Header Component(const std::string& owner) {
    return {kOwner, owner + '\0'};
}

Header Composite() {
    return {kComponents, std::string(16, '\1')};
}

// A file with a header, mapped as the runtime maps an image: the header readable, a page that is nothing, executable
// code. The header may lie deeper in its page, as in a single-file program.
class MappedImage {
  public:
    explicit MappedImage(const Header& header, int codeRights = PROT_READ | PROT_EXEC, size_t offset = 0)
        : offset_(offset) {
        const int file = mkstemp(path_);
        EXPECT_EQ(ftruncate(file, kSize), 0);
        EXPECT_EQ(pwrite(file, header.Bytes().data(), kPage / 2, static_cast<off_t>(offset)), ssize_t{kPage / 2});
        base_ = mmap(nullptr, kSize, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        EXPECT_EQ(mmap(base_, kPage, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, 0), base_);
        auto* code = static_cast<uint8_t*>(base_) + 2 * kPage;
        EXPECT_EQ(mmap(code, kPage, codeRights, MAP_PRIVATE | MAP_FIXED, file, kPage), code);
        close(file);
    }
    ~MappedImage() {
        munmap(base_, kSize);
        unlink(path_);
    }
    MappedImage(const MappedImage&) = delete;
    MappedImage& operator=(const MappedImage&) = delete;

    uintptr_t Base() const { return reinterpret_cast<uintptr_t>(base_) + offset_; }
    std::string Name() const { return std::string(platform::FileName(path_)); }

  private:
    char path_[64] = "/tmp/clrscope-composite-XXXXXX";
    void* base_ = nullptr;
    size_t offset_;
};

TEST(CompositeImages, OneIsFoundByAModuleThatNamesIt) {
    const MappedImage image(Composite());
    CompositeImages images;
    const std::vector<ImagePlace> found = images.FindNew(Component(image.Name()).Base());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].base, image.Base());
    EXPECT_EQ(found[0].size, kSize);
    EXPECT_TRUE(images.FindNew(Component(image.Name()).Base()).empty());
}

TEST(CompositeImages, OneThatLiesInAFileOfAnotherNameIsFoundToo) {
    const MappedImage bundle(Composite());
    CompositeImages images;
    EXPECT_EQ(images.FindNew(Component("framework.r2r.dll").Base()).size(), 1u);
    EXPECT_TRUE(images.FindNew(Component("framework.r2r.dll").Base()).empty());
}

TEST(CompositeImages, OneThatBeginsWithinAPageIsFoundThere) {
    const MappedImage bundle(Composite(), PROT_READ | PROT_EXEC, 0x180);
    CompositeImages images;
    const std::vector<ImagePlace> found = images.FindNew(Component("framework.r2r.dll").Base());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].base, bundle.Base());
    EXPECT_EQ(found[0].size, kSize);
}

TEST(CompositeImages, OneThatIsMappedLaterIsFoundLater) {
    const MappedImage first(Composite());
    CompositeImages images;
    EXPECT_EQ(images.FindNew(Component(first.Name()).Base()).size(), 1u);
    const MappedImage second(Composite());
    EXPECT_TRUE(images.FindNew(Component(first.Name()).Base()).empty());
    const std::vector<ImagePlace> found = images.FindNew(Component(second.Name()).Base());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].base, second.Base());
}

TEST(CompositeImages, OthersThanCompositeImagesWithCodeAreNotTakenForOne) {
    const MappedImage module(Component("a.r2r.dll"));
    const MappedImage data(Composite(), PROT_READ);
    CompositeImages images;
    EXPECT_TRUE(images.FindNew(module.Base()).empty());
}

TEST(CompositeImages, AModuleWithCodeOfItsOwnAsksForNone) {
    const MappedImage image(Composite());
    const Header module(102, "imports");
    CompositeImages images;
    EXPECT_EQ(CompositeOwner(module.Base()), "");
    EXPECT_TRUE(images.FindNew(module.Base()).empty());
}

TEST(CompositeImages, WhatIsNotThereIsNotLookedForForEver) {
    CompositeImages images;
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(images.FindNew(Component("missing.r2r.dll").Base()).empty());
    const MappedImage image(Composite());
    EXPECT_TRUE(images.FindNew(Component("missing.r2r.dll").Base()).empty());
}

TEST(CompositeImages, DamagedHeadersAreNone) {
    EXPECT_EQ(CompositeOwner(0), "");
    for (const uint32_t at :
         {0x3Cu, kPe, kOptional, kOptional + 112 + 14 * 8, kCli + 64, kReadyToRun, kReadyToRun + 28}) {
        Header component = Component("a.r2r.dll");
        Header composite = Composite();
        ASSERT_EQ(CompositeOwner(component.Base()), "a.r2r.dll");
        ASSERT_TRUE(IsComposite(composite.Base()));
        component.Put<uint32_t>(at, 0x7FFFFFF0);
        composite.Put<uint32_t>(at, 0x7FFFFFF0);
        EXPECT_EQ(CompositeOwner(component.Base()), "") << at;
        EXPECT_FALSE(IsComposite(composite.Base())) << at;
    }
}

}  // namespace
}  // namespace clrscope
