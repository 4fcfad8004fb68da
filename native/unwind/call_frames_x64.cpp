#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "platform/handler_code.h"
#include "unwind/byte_reader.h"
#include "unwind/call_frames.h"

namespace clrscope::unwind {

namespace {

// DWARF register numbers, System V x86-64 ABI, figure 3.36.
constexpr uint64_t kRbp = 6;
constexpr uint64_t kRsp = 7;
constexpr uint64_t kReturnAddress = 16;

// Compilers nest one deep.
constexpr size_t kMaxRemembered = 2;

// Encodings of pointers (DW_EH_PE_*).
constexpr uint8_t kOmitted = 0xFF;
constexpr uint8_t kIndirect = 0x80;

constexpr uint8_t kUnsigned32 = 0x03;
constexpr uint8_t kFromHeaderSigned32 = 0x3B;
constexpr size_t kTableRow = 8;

CLRSCOPE_HANDLER_CODE bool ReadPointer(ByteReader* reader, uint8_t encoding, uintptr_t header, uint64_t* pointer) {
    const uintptr_t place = reader->Address();
    uint64_t value;
    switch (encoding & 0x0F) {
        case 0x00:
        case 0x04:
        case 0x0C:
            value = reader->Read<uint64_t>();
            break;
        case 0x01:
            value = reader->Uleb();
            break;
        case 0x02:
            value = reader->Read<uint16_t>();
            break;
        case 0x03:
            value = reader->Read<uint32_t>();
            break;
        case 0x09:
            value = static_cast<uint64_t>(reader->Sleb());
            break;
        case 0x0A:
            value = static_cast<uint64_t>(int64_t{reader->Read<int16_t>()});
            break;
        case 0x0B:
            value = static_cast<uint64_t>(int64_t{reader->Read<int32_t>()});
            break;
        default:
            return false;
    }
    if (reader->Failed() || (encoding & kIndirect) != 0) return false;
    switch (encoding & 0x70) {
        case 0x00:
            break;
        case 0x10:
            value += place;
            break;
        case 0x30:
            value += header;
            break;
        default:
            return false;
    }
    *pointer = value;
    return true;
}

// What fits into 32 bits. Everything beyond makes a rule that no FrameRule can hold.
int32_t Narrow(int64_t value) {
    return static_cast<int32_t>(std::clamp<int64_t>(value, INT32_MIN, INT32_MAX));
}

// Of the caller's registers, those that a walk follows. Small: handlers have it on their stack.
struct State {
    enum class Cfa : uint8_t { StackPointer, FramePointer, OtherRegister, Plt, Unknown } cfa = Cfa::StackPointer;
    enum class Saved : uint8_t { Kept, AtOffset, Lost } framePointer = Saved::Kept;
    enum class Return : uint8_t { AtOffset, Undefined, Unknown } returnAddress = Return::AtOffset;
    int32_t cfaOffset = 8;
    int32_t framePointerOffset = 0;  // from the CFA
    int32_t returnOffset = -8;       // from the CFA

    FrameRule Rule() const {
        if (returnAddress == Return::Undefined) return FrameRule(RuleBase::Root);
        if (returnAddress == Return::Unknown || cfa == Cfa::Unknown) return FrameRule();
        uint32_t slot = FrameRule::kFramePointerKept;
        if (framePointer == Saved::Lost) {
            slot = FrameRule::kFramePointerLost;
        } else if (framePointer == Saved::AtOffset) {
            const bool fits = framePointerOffset < 0 && framePointerOffset % 8 == 0 &&
                              framePointerOffset > -8 * int32_t{FrameRule::kFramePointerLost};
            slot = fits ? static_cast<uint32_t>(-framePointerOffset / 8) : FrameRule::kFramePointerLost;
        }
        if (returnOffset != -8) return FarReturn(slot);
        if (cfa == Cfa::Plt) return FrameRule::Make(RuleBase::Plt, 8, slot);
        if (cfa == Cfa::StackPointer) return FrameRule::Make(RuleBase::StackPointer, cfaOffset, slot);
        if (cfa == Cfa::FramePointer) return FrameRule::Make(RuleBase::FramePointer, cfaOffset, slot);
        return FrameRule();
    }

    // The return address on top of the stack, or above the frame pointer that was pushed on it.
    FrameRule FarReturn(uint32_t slot) const {
        const int64_t above = slot == FrameRule::kFramePointerKept ? 0 : 8;
        if (cfa != Cfa::StackPointer || int64_t{cfaOffset} + returnOffset != above) return FrameRule();
        if (above != 0 && int64_t{framePointerOffset} + 8 != returnOffset) return FrameRule();
        return FrameRule::Make(RuleBase::FarReturn, cfaOffset, slot);
    }

    void SetCfaRegister(uint64_t reg) {
        cfa = reg == kRsp ? Cfa::StackPointer : reg == kRbp ? Cfa::FramePointer : Cfa::OtherRegister;
    }
    void SetSaved(uint64_t reg, int64_t offset) {
        if (reg == kRbp) {
            framePointer = Saved::AtOffset;
            framePointerOffset = Narrow(offset);
        } else if (reg == kReturnAddress) {
            returnAddress = Return::AtOffset;
            returnOffset = Narrow(offset);
        }
    }
    void SetElsewhere(uint64_t reg) {
        if (reg == kRbp) framePointer = Saved::Lost;
        if (reg == kReturnAddress) returnAddress = Return::Unknown;
    }
    void Restore(uint64_t reg, const State& initial) {
        if (reg == kRbp) {
            framePointer = initial.framePointer;
            framePointerOffset = initial.framePointerOffset;
        }
        if (reg == kReturnAddress) {
            returnAddress = initial.returnAddress;
            returnOffset = initial.returnOffset;
        }
    }
    // The one expression that linkers write, for the procedure linkage table:
    // sp + 8 + ((pc & 15) >= 11 ? 8 : 0)
    void SetCfaExpression(ByteReader expression) {
        static constexpr uint8_t kPlt[] = {0x77, 8, 0x80, 0, 0x3F, 0x1A, 0x3B, 0x2A, 0x33, 0x24, 0x22};
        const std::span<const uint8_t> bytes = expression.Rest();
        cfa = std::equal(bytes.begin(), bytes.end(), std::begin(kPlt), std::end(kPlt)) ? Cfa::Plt : Cfa::Unknown;
    }
};
static_assert(sizeof(State) == 16);

}  // namespace

// What is common to several functions (CIE).
struct CallFrames::CommonInfo {
    uintptr_t address = 0;
    bool known = false;
    bool signalFrame = false;
    bool hasAugmentationData = false;
    uint8_t pointerEncoding = 0;
    uint64_t codeAlignment = 1;
    int64_t dataAlignment = 1;
    State initial;  // at a function's first instruction

    // Products of hostile numbers wrap around instead of overflowing.
    int64_t Scaled(uint64_t value) const { return static_cast<int64_t>(value * static_cast<uint64_t>(dataAlignment)); }
};

// What describes one function (FDE).
struct CallFrames::Function {
    const CommonInfo* common = nullptr;
    uintptr_t begin = 0;
    uint64_t size = 0;
    ByteReader instructions{{}, 0};
};

namespace {

// Changes the state as the instructions say. Before each advance of the address, by some bytes of code, asks advance
// whether to go on. The state is then what holds from the last address on. False: from there on it cannot be known.
template <typename Common, typename Advance>
inline __attribute__((always_inline)) bool Execute(ByteReader reader, const Common& common, State* state,
                                                   Advance advance) {
    State remembered[kMaxRemembered];
    size_t depth = 0;
    while (!reader.AtEnd()) {
        const auto byte = reader.Read<uint8_t>();
        const uint8_t low = byte & 0x3F;
        uint64_t moved = 0;
        switch (byte >> 6) {
            case 1:  // DW_CFA_advance_loc
                if (!advance(low * common.codeAlignment)) return true;
                continue;
            case 2:  // DW_CFA_offset
                state->SetSaved(low, common.Scaled(reader.Uleb()));
                continue;
            case 3:  // DW_CFA_restore
                state->Restore(low, common.initial);
                continue;
            default:
                break;
        }
        switch (low) {
            case 0x00:  // DW_CFA_nop
                break;
            case 0x02:  // DW_CFA_advance_loc1, 2, 4
                moved = reader.Read<uint8_t>();
                break;
            case 0x03:
                moved = reader.Read<uint16_t>();
                break;
            case 0x04:
                moved = reader.Read<uint32_t>();
                break;
            case 0x05: {  // DW_CFA_offset_extended
                const uint64_t reg = reader.Uleb();
                state->SetSaved(reg, common.Scaled(reader.Uleb()));
                break;
            }
            case 0x06:  // DW_CFA_restore_extended
                state->Restore(reader.Uleb(), common.initial);
                break;
            case 0x07: {  // DW_CFA_undefined
                const uint64_t reg = reader.Uleb();
                state->SetElsewhere(reg);
                if (reg == kReturnAddress) state->returnAddress = State::Return::Undefined;
                break;
            }
            case 0x08: {  // DW_CFA_same_value
                const uint64_t reg = reader.Uleb();
                if (reg == kRbp) state->framePointer = State::Saved::Kept;
                if (reg == kReturnAddress) state->returnAddress = State::Return::Unknown;
                break;
            }
            case 0x0A:  // DW_CFA_remember_state
                if (depth == kMaxRemembered) return false;
                remembered[depth++] = *state;
                break;
            case 0x0B:  // DW_CFA_restore_state
                if (depth == 0) return false;
                *state = remembered[--depth];
                break;
            case 0x0C:  // DW_CFA_def_cfa
                state->SetCfaRegister(reader.Uleb());
                state->cfaOffset = Narrow(static_cast<int64_t>(reader.Uleb()));
                break;
            case 0x0D:  // DW_CFA_def_cfa_register
                state->SetCfaRegister(reader.Uleb());
                break;
            case 0x0E:  // DW_CFA_def_cfa_offset
                state->cfaOffset = Narrow(static_cast<int64_t>(reader.Uleb()));
                break;
            case 0x0F:  // DW_CFA_def_cfa_expression
                state->SetCfaExpression(reader.Part(reader.Uleb()));
                break;
            case 0x10:  // DW_CFA_expression
            case 0x16:  // DW_CFA_val_expression
                state->SetElsewhere(reader.Uleb());
                reader.Skip(reader.Uleb());
                break;
            case 0x11: {  // DW_CFA_offset_extended_sf
                const uint64_t reg = reader.Uleb();
                state->SetSaved(reg, common.Scaled(static_cast<uint64_t>(reader.Sleb())));
                break;
            }
            case 0x12:  // DW_CFA_def_cfa_sf
                state->SetCfaRegister(reader.Uleb());
                state->cfaOffset = Narrow(common.Scaled(static_cast<uint64_t>(reader.Sleb())));
                break;
            case 0x13:  // DW_CFA_def_cfa_offset_sf
                state->cfaOffset = Narrow(common.Scaled(static_cast<uint64_t>(reader.Sleb())));
                break;
            case 0x09:  // DW_CFA_register
            case 0x14:  // DW_CFA_val_offset
            case 0x15:  // DW_CFA_val_offset_sf
                state->SetElsewhere(reader.Uleb());
                reader.Uleb();
                break;
            case 0x2E:  // DW_CFA_GNU_args_size
                reader.Uleb();
                break;
            default:
                return false;
        }
        if (moved != 0 && !advance(moved * common.codeAlignment)) return true;
    }
    return !reader.Failed();
}

ByteReader At(const MemoryCopy& memory, uintptr_t address) {
    const std::span<const uint8_t> all(memory.bytes);
    if (address < memory.address || address - memory.address > all.size()) return {{}, address};
    return {all.subspan(address - memory.address), address};
}

// The body of the entry at an address: without its length, and what follows its first field. commonAt: where its CIE
// is; 0: it is one itself. False: there is none.
CLRSCOPE_HANDLER_CODE __attribute__((noinline)) bool OpenEntry(const MemoryCopy& memory, uintptr_t address,
                                                               ByteReader* body, uintptr_t* commonAt) {
    ByteReader reader = At(memory, address);
    uint64_t length = reader.Read<uint32_t>();
    if (length == UINT32_MAX) length = reader.Read<uint64_t>();
    *body = reader.Part(length);
    const uintptr_t idAt = body->Address();
    const auto id = body->Read<uint32_t>();
    *commonAt = id == 0 ? 0 : idAt - id;
    return !body->Failed() && id <= idAt;
}

}  // namespace

// Sorted rows, without those that say the same as the one before.
class CallFrames::Rows {
  public:
    void Reserve(size_t count) { rows_.reserve(count); }
    uint32_t Last() const { return rows_.empty() ? 0 : rows_.back().start; }

    void Add(uint32_t start, FrameRule rule) {
        if (!rows_.empty() && start < rows_.back().start) return;  // rows stay sorted, whatever the data says
        if (!rows_.empty() && rows_.back().start == start) {
            rows_.back().rule = rule;
            // What came before it may say the same.
            if (rows_.size() > 1 && rows_[rows_.size() - 2].rule == rule) rows_.pop_back();
            return;
        }
        if (!rows_.empty() && rows_.back().rule == rule) return;
        rows_.push_back({start, rule});
    }

    std::vector<NativeRow> Take() {
        rows_.shrink_to_fit();
        return std::move(rows_);
    }

  private:
    std::vector<NativeRow> rows_;
};

CallFrames::CallFrames(MemoryCopy memory, uintptr_t header, uintptr_t begin, uintptr_t end)
    : memory_(std::move(memory)), header_(header), begin_(begin), end_(end) {
    IndexTable();
}

CallFrames::~CallFrames() = default;

size_t CallFrames::MemoryBytes() const {
    return memory_.bytes.capacity() + common_.capacity() * sizeof(CommonInfo) + index_.MemoryBytes();
}

// Only a table in the form that all linkers write is used; in one that is not sorted some functions are not found. All
// that functions have in common is read here: it is little, and handlers find it done.
void CallFrames::IndexTable() {
    ByteReader reader = At(memory_, header_);
    if (reader.Read<uint8_t>() != 1) return;
    const auto frameEncoding = reader.Read<uint8_t>();
    if (reader.Read<uint8_t>() != kUnsigned32 || reader.Read<uint8_t>() != kFromHeaderSigned32) return;
    uintptr_t frames;
    if (frameEncoding != kOmitted) ReadPointer(&reader, frameEncoding, header_, &frames);
    const auto count = reader.Read<uint32_t>();
    if (reader.Failed()) return;
    table_ = reader.Address() - memory_.address;
    tableSize_ = static_cast<uint32_t>(std::min<size_t>(count, reader.Left() / kTableRow));
    uintptr_t last = 0;
    for (uint32_t i = 0; i < tableSize_; ++i) {
        ByteReader body({}, 0);
        uintptr_t common;
        if (!OpenEntry(memory_, Description(i), &body, &common) || common == 0 || common == last) continue;
        last = common;
        const auto place = std::lower_bound(common_.begin(), common_.end(), last,
                                            [](const CommonInfo& left, uintptr_t at) { return left.address < at; });
        if (place == common_.end() || place->address != last) common_.insert(place, ReadCommon(last));
    }
    if (end_ <= begin_ || end_ - begin_ > UINT32_MAX) return;
    const auto codeSize = static_cast<uint32_t>(end_ - begin_);
    // Functions that lie elsewhere make a wrong index, not a dangerous one.
    index_ = SortedIndex(tableSize_, [&](uint32_t i) {
        const uint64_t offset = header_ + static_cast<uintptr_t>(intptr_t{TableEntry(i, 0)}) - begin_;
        return offset < codeSize ? static_cast<uint32_t>(offset) : 0;
    });
}

CLRSCOPE_HANDLER_CODE int32_t CallFrames::TableEntry(uint32_t index, uint32_t column) const {
    int32_t value;
    memcpy(&value, memory_.bytes.data() + table_ + size_t{index} * kTableRow + column * sizeof(value), sizeof(value));
    return value;
}

CLRSCOPE_HANDLER_CODE uintptr_t CallFrames::Description(uint32_t index) const {
    return header_ + static_cast<uintptr_t>(intptr_t{TableEntry(index, 1)});
}

CLRSCOPE_HANDLER_CODE const CallFrames::CommonInfo* CallFrames::Common(uintptr_t address) const {
    const auto found = std::lower_bound(common_.begin(), common_.end(), address,
                                        [](const CommonInfo& left, uintptr_t at) { return left.address < at; });
    return found != common_.end() && found->address == address && found->known ? &*found : nullptr;
}

CallFrames::CommonInfo CallFrames::ReadCommon(uintptr_t address) const {
    CommonInfo info;
    info.address = address;
    ByteReader reader({}, 0);
    uintptr_t common;
    if (!OpenEntry(memory_, address, &reader, &common) || common != 0) return info;
    const auto version = reader.Read<uint8_t>();
    if (version != 1 && version != 3) return info;
    char augmentation[8] = {};
    for (size_t i = 0;; ++i) {
        const char c = reader.Read<char>();
        if (c == 0) break;
        if (i == sizeof(augmentation) - 1) return info;
        augmentation[i] = c;
    }
    info.codeAlignment = reader.Uleb();
    info.dataAlignment = reader.Sleb();
    const uint64_t returnRegister = version == 1 ? reader.Read<uint8_t>() : reader.Uleb();
    if (returnRegister != kReturnAddress) return info;
    const char* next = augmentation;
    if (*next == 'z') {
        ++next;
        info.hasAugmentationData = true;
        ByteReader data = reader.Part(reader.Uleb());
        for (; *next != '\0'; ++next) {
            if (*next == 'R') {
                info.pointerEncoding = data.Read<uint8_t>();
            } else if (*next == 'S') {
                info.signalFrame = true;
            } else if (*next == 'L') {
                data.Read<uint8_t>();
            } else if (*next == 'P') {
                const auto encoding = data.Read<uint8_t>();
                uintptr_t routine;
                ReadPointer(&data, encoding & 0x7F, header_, &routine);
            } else if (*next != 'B') {
                return info;
            }
        }
        if (data.Failed()) return info;
    } else if (*next != '\0') {
        return info;
    }
    if (reader.Failed()) return info;
    // What holds at a function's beginning cannot depend on where in it one is.
    State initial;
    bool advanced = false;
    const bool known = Execute(reader, info, &initial, [&](uint64_t) { return !(advanced = true); });
    info.initial = initial;
    info.known = known && !advanced;
    return info;
}

CLRSCOPE_HANDLER_CODE bool CallFrames::ReadFunction(uintptr_t address, Function* function) const {
    ByteReader& reader = function->instructions;
    uintptr_t common;
    if (!OpenEntry(memory_, address, &reader, &common)) return false;
    function->common = Common(common);
    if (function->common == nullptr) return false;
    const uint8_t encoding = function->common->pointerEncoding;
    if (!ReadPointer(&reader, encoding, header_, &function->begin) ||
        !ReadPointer(&reader, encoding & 0x0F, header_, &function->size)) {
        return false;
    }
    if (function->size == 0 || function->begin < begin_ || function->begin >= end_ ||
        function->size > end_ - function->begin) {
        return false;
    }
    if (function->common->hasAugmentationData) reader.Skip(reader.Uleb());
    return true;
}

CLRSCOPE_HANDLER_CODE uint32_t CallFrames::EntriesUpTo(uintptr_t instruction) const {
    if (index_.Empty()) return 0;
    const auto offset = static_cast<int64_t>(instruction - header_);
    auto [first, last] = index_.Find(static_cast<uint32_t>(instruction - begin_));
    while (first < last) {
        const uint32_t middle = first + (last - first) / 2;
        if (TableEntry(middle, 0) <= offset) {
            first = middle + 1;
        } else {
            last = middle;
        }
    }
    return first;
}

CLRSCOPE_HANDLER_CODE FrameRule CallFrames::Find(uintptr_t instruction) const {
    lookUps_.fetch_add(1, std::memory_order_relaxed);
    Function function{};
    const uint32_t entries = EntriesUpTo(instruction);
    if (entries == 0 || !ReadFunction(Description(entries - 1), &function)) return FrameRule();
    const uint64_t offset = instruction - function.begin;
    return offset < function.size ? RuleAt(function, offset) : FrameRule();
}

// A function of its own since its stack and that of what comes before it are not needed at once.
CLRSCOPE_HANDLER_CODE __attribute__((noinline)) FrameRule CallFrames::RuleAt(const Function& function, uint64_t left) {
    if (function.common->signalFrame) return FrameRule(RuleBase::SignalFrame);
    State state = function.common->initial;
    const bool known = Execute(function.instructions, *function.common, &state, [&](uint64_t bytes) {
        if (bytes > left) return false;
        left -= bytes;
        return true;
    });
    return known ? state.Rule() : FrameRule();
}

std::vector<NativeRow> CallFrames::Compile() const {
    if (end_ < begin_ || end_ - begin_ > UINT32_MAX) return {};
    Rows rows;
    rows.Reserve(size_t{tableSize_} * 8);
    for (uint32_t i = 0; i < tableSize_; ++i) {
        Function function{};
        if (!ReadFunction(Description(i), &function)) continue;
        auto at = static_cast<uint32_t>(function.begin - begin_);
        const auto end = static_cast<uint32_t>(at + function.size);
        // The table is sorted; an entry that goes back would break the order of the rows.
        if (at < rows.Last()) continue;
        if (function.common->signalFrame) {
            rows.Add(at, FrameRule(RuleBase::SignalFrame));
        } else {
            State state = function.common->initial;
            const bool known = Execute(function.instructions, *function.common, &state, [&](uint64_t bytes) {
                if (bytes >= end - at) return false;
                if (bytes != 0) rows.Add(at, state.Rule());
                at += static_cast<uint32_t>(bytes);
                return true;
            });
            rows.Add(at, known ? state.Rule() : FrameRule());
        }
        rows.Add(end, FrameRule());
    }
    return rows.Take();
}

}  // namespace clrscope::unwind
