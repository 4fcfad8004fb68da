#include "loading/tracker_call.h"

#include <cstring>

namespace clrscope {

namespace {

// ECMA-335, III.
enum Opcode : uint8_t {
    kLdnull = 0x14,
    kLdcI4_0 = 0x16,  // the constants 0 to 8 follow one another
    kLdcI8 = 0x21,
    kPop = 0x26,
    kCall = 0x28,
    kBrS = 0x2B,
    kBrtrueS = 0x2D,
    kStindI4 = 0x54,
    kCallvirt = 0x6F,
    kNewobj = 0x73,
    kLeaveS = 0xDE,
    kConvU = 0xE0,
};

class Assembler {
  public:
    // A place ahead that a branch in its short form leads to.
    using Label = size_t;

    void Emit(Opcode opcode) { code_.push_back(opcode); }

    void Call(Opcode opcode, abi::mdMethodDef method) {
        Emit(opcode);
        Append(method);
    }

    // Pushes an address of this process.
    void Address(const void* at) {
        Emit(kLdcI8);
        Append(uint64_t{reinterpret_cast<uintptr_t>(at)});
        Emit(kConvU);
    }

    void Store(uint32_t upTo8, const void* at) {
        Address(at);
        code_.push_back(static_cast<uint8_t>(kLdcI4_0 + upTo8));
        Emit(kStindI4);
    }

    Label Branch(Opcode opcode) {
        Emit(opcode);
        code_.push_back(0);
        return code_.size();
    }

    // A branch counts from the instruction after it.
    void Place(Label label) { code_[label - 1] = static_cast<uint8_t>(code_.size() - label); }

    uint32_t Here() const { return static_cast<uint32_t>(code_.size()); }

    std::vector<uint8_t> Code() { return std::move(code_); }

  private:
    template <typename T>
    void Append(T value) {
        uint8_t bytes[sizeof(value)];
        std::memcpy(bytes, &value, sizeof(value));
        code_.insert(code_.end(), bytes, bytes + sizeof(bytes));
    }

    std::vector<uint8_t> code_;
};

}  // namespace

TrackerCall::Code TrackerCall::Prologue(const CoreMethods& core) const {
    static_assert(sizeof(state_) == sizeof(uint32_t));
    Assembler il;
    il.Call(kCall, core.hooksAreOn);
    const Assembler::Label on = il.Branch(kBrtrueS);
    il.Store(static_cast<uint32_t>(State::HooksOff), &state_);
    const Assembler::Label off = il.Branch(kBrS);
    il.Place(on);
    il.Store(static_cast<uint32_t>(State::Called), &state_);
    // try { AssemblyLoadContext.Default.LoadFromAssemblyPath(new string(path)).EntryPoint.Invoke(null, null); }
    const uint32_t guarded = il.Here();
    il.Call(kCall, core.defaultContext);
    il.Address(path_.c_str());
    il.Call(kNewobj, core.newString);
    il.Call(kCallvirt, core.load);
    il.Call(kCallvirt, core.entryPoint);
    il.Emit(kLdnull);
    il.Emit(kLdnull);
    il.Call(kCallvirt, core.invoke);
    il.Emit(kPop);
    const Assembler::Label done = il.Branch(kLeaveS);
    // catch (object) { state_ = Failed; }
    const uint32_t handler = il.Here();
    il.Emit(kPop);
    il.Store(static_cast<uint32_t>(State::Failed), &state_);
    const Assembler::Label failed = il.Branch(kLeaveS);
    const uint32_t end = il.Here();
    for (const Assembler::Label label : {off, done, failed}) il.Place(label);
    return {il.Code(), {guarded, handler - guarded, handler, end - handler, core.object}};
}

}  // namespace clrscope
