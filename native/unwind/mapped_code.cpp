#include "unwind/mapped_code.h"

#include <algorithm>
#include <utility>

namespace clrscope::unwind {

namespace {

// What a library has while its rows are not known: it is native code, but no rule holds anywhere.
const NativeCode kNoRows{0, {}};

}  // namespace

MappedCode::MappedCode(Reclaimer* reclaimer)
    : reclaimer_(reclaimer), owner_(std::make_shared<List>()), list_(owner_.get()) {}

void MappedCode::AddImage(const PrecompiledImage& image) {
    std::lock_guard lock(mutex_);
    images_.push_back(std::make_shared<const PrecompiledImage>(image));
    Publish();
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
    for (const auto& image : images_) {
        list->regions.push_back({image->Base(), image->End(), image.get(), nullptr});
        list->owners.push_back(image);
    }
    size_t rows = 0;
    for (const NativeRegion& library : libraries_) {
        const NativeCode* code = library.code == nullptr ? &kNoRows : library.code.get();
        list->regions.push_back({library.begin, library.end, nullptr, code});
        list->owners.push_back(library.code);
        rows += code->rows.size();
    }
    std::sort(list->regions.begin(), list->regions.end(),
              [](const MappedRegion& a, const MappedRegion& b) { return a.begin < b.begin; });
    memoryBytes_.store(list->regions.size() * sizeof(MappedRegion) + rows * sizeof(NativeRow),
                       std::memory_order_relaxed);
    list_.store(list.get(), std::memory_order_release);
    reclaimer_->Retire(std::exchange(owner_, std::move(list)));
}

const MappedRegion* MappedCode::Find(uintptr_t instruction) const {
    const List* list = list_.load(std::memory_order_acquire);
    const MappedRegion* first = list->regions.data();
    size_t count = list->regions.size();
    while (count > 0) {
        const size_t half = count / 2;
        if (first[half].begin <= instruction) {
            first += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    if (first == list->regions.data() || instruction >= first[-1].end) return nullptr;
    return &first[-1];
}

}  // namespace clrscope::unwind
