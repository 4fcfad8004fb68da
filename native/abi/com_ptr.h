// Owns one reference to an interface of the runtime.
#pragma once

#include <utility>

#include "abi/unknown.h"

namespace clrscope::abi {

template <typename T>
class ComPtr {
  public:
    ComPtr() = default;
    ~ComPtr() {
        if (pointer_ != nullptr) pointer_->Release();
    }
    ComPtr(ComPtr&& other) noexcept : pointer_(std::exchange(other.pointer_, nullptr)) {}
    ComPtr& operator=(ComPtr&& other) noexcept {
        std::swap(pointer_, other.pointer_);
        return *this;
    }

    // Asks unknown for this interface.
    static ComPtr From(IUnknown* unknown) {
        ComPtr result;
        if (Failed(unknown->QueryInterface(T::kIid, reinterpret_cast<void**>(&result.pointer_))))
            result.pointer_ = nullptr;
        return result;
    }

    T* operator->() const { return pointer_; }
    T* Get() const { return pointer_; }
    // For calls that hand out a reference.
    T** Out() { return &pointer_; }
    explicit operator bool() const { return pointer_ != nullptr; }

  private:
    T* pointer_ = nullptr;
};

}  // namespace clrscope::abi
