#include "unwind/mapped_code.h"

#include <algorithm>
#include <utility>

#include "platform/handler_code.h"

namespace clrscope::unwind {

namespace {

// What a library has while its rows are not known: it is native code, but no rule holds anywhere.
const NativeCode kNoRows;

}  // namespace

MappedCode::MappedCode(Reclaimer* reclaimer)
    : reclaimer_(reclaimer), owner_(std::make_shared<List>()), list_(owner_.get()) {}

void MappedCode::AddImage(const PrecompiledImage& image) {
    std::lock_guard lock(mutex_);
    images_.push_back(std::make_shared<const PrecompiledImage>(image));
    Publish();
}

void MappedCode::IndexImages() {
    std::lock_guard lock(mutex_);
    bool changed = false;
    for (auto& image : images_) {
        if (!image->WantsIndex()) continue;
        image = std::make_shared<const PrecompiledImage>(image->Indexed());
        changed = true;
    }
    if (changed) Publish();
}

void MappedCode::SetLibraries(std::vector<NativeRegion> libraries) {
    std::lock_guard lock(mutex_);
    libraries_ = std::move(libraries);
    Publish();
}

bool MappedCode::IsInImage(uintptr_t instruction) {
    std::lock_guard lock(mutex_);
    const MappedRegion* region = Find(instruction);
    return region != nullptr && region->image != nullptr;
}

void MappedCode::Publish() {
    auto list = std::make_shared<List>();
    list->regions.reserve(images_.size() + libraries_.size());
    list->owners.reserve(images_.size() + libraries_.size());
    size_t bytes = 0;
    for (const auto& image : images_) {
        list->regions.push_back({image->Base(), image->End(), image.get(), nullptr});
        bytes += image->MemoryBytes();
        list->owners.push_back(image);
    }
    for (const NativeRegion& library : libraries_) {
        const NativeCode* code = library.code == nullptr ? &kNoRows : library.code.get();
        list->regions.push_back({library.begin, library.end, nullptr, code});
        list->owners.push_back(library.code);
        bytes += code->MemoryBytes();
    }
    std::sort(list->regions.begin(), list->regions.end(),
              [](const MappedRegion& a, const MappedRegion& b) { return a.begin < b.begin; });
    for (const MappedRegion& region : list->regions) list->begins.push_back(region.begin);
    memoryBytes_.store(bytes + list->regions.size() * sizeof(MappedRegion), std::memory_order_relaxed);
    list_.store(list.get(), std::memory_order_release);
    reclaimer_->Retire(std::exchange(owner_, std::move(list)));
}

CLRSCOPE_HANDLER_CODE const MappedRegion* MappedCode::Find(uintptr_t instruction) const {
    const List* list = list_.load(std::memory_order_acquire);
    const auto after = std::upper_bound(list->begins.begin(), list->begins.end(), instruction);
    if (after == list->begins.begin()) return nullptr;
    const MappedRegion* region = &list->regions[static_cast<size_t>(after - list->begins.begin()) - 1];
    return instruction < region->end ? region : nullptr;
}

}  // namespace clrscope::unwind
