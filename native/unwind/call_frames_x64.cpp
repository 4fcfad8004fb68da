#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "unwind/byte_reader.h"
#include "unwind/native_code.h"

namespace clrscope::unwind {

namespace {

// DWARF register numbers, System V x86-64 ABI, figure 3.36.
constexpr uint64_t kRbp = 6;
constexpr uint64_t kRsp = 7;
constexpr uint64_t kReturnAddress = 16;

constexpr size_t kMaxRemembered = 16;

// Encodings of pointers (DW_EH_PE_*).
constexpr uint8_t kOmitted = 0xFF;
constexpr uint8_t kIndirect = 0x80;

std::optional<uintptr_t> ReadPointer(ByteReader* reader, uint8_t encoding, uintptr_t header) {
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
            return std::nullopt;
    }
    if (reader->Failed() || (encoding & kIndirect) != 0) return std::nullopt;
    switch (encoding & 0x70) {
        case 0x00:
            return value;
        case 0x10:
            return value + place;
        case 0x30:
            return value + header;
        default:
            return std::nullopt;
    }
}

// What is common to several functions (CIE).
struct CommonInfo {
    bool known = false;
    bool signalFrame = false;
    bool hasAugmentationData = false;
    uint8_t pointerEncoding = 0;
    uint64_t codeAlignment = 1;
    int64_t dataAlignment = 1;
    std::span<const uint8_t> instructions;
    uintptr_t instructionsAt = 0;
};

// Of the caller's registers, those that a walk follows.
struct State {
    uint64_t cfaRegister = kRsp;
    int64_t cfaOffset = 8;
    enum class Cfa { Register, Plt, Unknown } cfa = Cfa::Register;
    enum class Saved { Kept, AtOffset, Lost } framePointer = Saved::Kept;
    int64_t framePointerOffset = 0;  // from the CFA
    enum class Return { AtOffset, Undefined, Unknown } returnAddress = Return::AtOffset;
    int64_t returnOffset = -8;  // from the CFA

    FrameRule Rule() const {
        if (returnAddress == Return::Undefined) return FrameRule(RuleBase::Root);
        if (returnAddress == Return::Unknown || cfa == Cfa::Unknown) return FrameRule();
        uint32_t slot = FrameRule::kFramePointerKept;
        if (framePointer == Saved::Lost) {
            slot = FrameRule::kFramePointerLost;
        } else if (framePointer == Saved::AtOffset) {
            const bool fits = framePointerOffset < 0 && framePointerOffset % 8 == 0 &&
                              framePointerOffset > -8 * int64_t{FrameRule::kFramePointerLost};
            slot = fits ? static_cast<uint32_t>(-framePointerOffset / 8) : FrameRule::kFramePointerLost;
        }
        if (returnOffset != -8) return FarReturn(slot);
        if (cfa == Cfa::Plt) return FrameRule::Make(RuleBase::Plt, 8, slot);
        if (cfaRegister == kRsp) return FrameRule::Make(RuleBase::StackPointer, cfaOffset, slot);
        if (cfaRegister == kRbp) return FrameRule::Make(RuleBase::FramePointer, cfaOffset, slot);
        return FrameRule();
    }

    // The return address on top of the stack, or above the frame pointer that was pushed on it.
    FrameRule FarReturn(uint32_t slot) const {
        const int64_t above = slot == FrameRule::kFramePointerKept ? 0 : 8;
        if (cfa != Cfa::Register || cfaRegister != kRsp || cfaOffset + returnOffset != above) return FrameRule();
        if (above != 0 && framePointerOffset + 8 != returnOffset) return FrameRule();
        return FrameRule::Make(RuleBase::FarReturn, cfaOffset, slot);
    }

    void SetSaved(uint64_t reg, int64_t offset) {
        if (reg == kRbp) {
            framePointer = Saved::AtOffset;
            framePointerOffset = offset;
        } else if (reg == kReturnAddress) {
            returnAddress = Return::AtOffset;
            returnOffset = offset;
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

class Compiler {
  public:
    Compiler(const MemoryCopy& memory, uintptr_t header, uintptr_t begin, uintptr_t end)
        : memory_(memory), header_(header), begin_(begin), end_(end) {}

    std::vector<NativeRow> Run() {
        ByteReader reader = At(header_);
        if (reader.Read<uint8_t>() != 1) return {};
        const auto frameEncoding = reader.Read<uint8_t>();
        const auto countEncoding = reader.Read<uint8_t>();
        const auto tableEncoding = reader.Read<uint8_t>();
        if (frameEncoding != kOmitted) ReadPointer(&reader, frameEncoding, header_);
        if (countEncoding == kOmitted || tableEncoding == kOmitted) return {};
        const auto count = ReadPointer(&reader, countEncoding, header_);
        if (!count) return {};
        rows_.reserve(std::min<uint64_t>(*count, memory_.bytes.size() / 8) * 8);
        for (uint64_t i = 0; i < *count && !reader.AtEnd(); ++i) {
            const auto function = ReadPointer(&reader, tableEncoding, header_);
            const auto description = ReadPointer(&reader, tableEncoding, header_);
            if (!function || !description) break;
            CompileFunction(*description);
        }
        rows_.shrink_to_fit();
        return std::move(rows_);
    }

  private:
    ByteReader At(uintptr_t address) const {
        const std::span<const uint8_t> all(memory_.bytes);
        if (address < memory_.address || address - memory_.address > all.size()) return {{}, address};
        return {all.subspan(address - memory_.address), address};
    }

    // The body of the entry at an address: without its length. *id: where its CIE is, relative to this field; 0: it is
    // one itself.
    ByteReader Entry(uintptr_t address, uintptr_t* idAt, uint32_t* id) const {
        ByteReader reader = At(address);
        uint64_t length = reader.Read<uint32_t>();
        if (length == UINT32_MAX) length = reader.Read<uint64_t>();
        ByteReader body = reader.Part(length);
        *idAt = body.Address();
        *id = body.Read<uint32_t>();
        return body;
    }

    const CommonInfo& Common(uintptr_t address) {
        if (last_ != nullptr && lastAt_ == address) return *last_;
        const auto [found, isNew] = common_.try_emplace(address);
        if (isNew) found->second = ReadCommon(address);
        last_ = &found->second;
        lastAt_ = address;
        return *last_;
    }

    CommonInfo ReadCommon(uintptr_t address) const {
        CommonInfo info;
        uintptr_t idAt;
        uint32_t id;
        ByteReader reader = Entry(address, &idAt, &id);
        const auto version = reader.Read<uint8_t>();
        if (id != 0 || (version != 1 && version != 3)) return info;
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
                    ReadPointer(&data, encoding & 0x7F, header_);
                } else if (*next != 'B') {
                    return info;
                }
            }
            if (data.Failed()) return info;
        } else if (*next != '\0') {
            return info;
        }
        info.known = !reader.Failed();
        info.instructions = reader.Rest();
        info.instructionsAt = reader.Address();
        return info;
    }

    void CompileFunction(uintptr_t address) {
        uintptr_t idAt;
        uint32_t id;
        ByteReader reader = Entry(address, &idAt, &id);
        if (reader.Failed() || id == 0 || id > idAt) return;
        const CommonInfo& common = Common(idAt - id);
        if (!common.known) return;
        const auto from = ReadPointer(&reader, common.pointerEncoding, header_);
        const auto size = ReadPointer(&reader, common.pointerEncoding & 0x0F, header_);
        if (!from || !size || *size == 0 || *from < begin_ || *from >= end_ || *size > end_ - *from) return;
        if (end_ - begin_ > UINT32_MAX) return;
        const auto start = static_cast<uint32_t>(*from - begin_);
        const auto end = static_cast<uint32_t>(start + *size);
        // The table of the header is sorted; an entry that goes back would break the order of the rows.
        if (!rows_.empty() && start < rows_.back().start) return;
        if (common.hasAugmentationData) reader.Skip(reader.Uleb());
        if (common.signalFrame) {
            Add(start, FrameRule(RuleBase::SignalFrame));
        } else {
            uint32_t at = start;
            State state;
            const ByteReader instructions(common.instructions, common.instructionsAt);
            const bool known = Execute(instructions, common, State(), &at, end, &state);
            at = start;
            const State initial = state;
            if (known) Execute(reader, common, initial, &at, end, &state);
            Add(at, state.Rule());
        }
        Add(end, FrameRule());
    }

    // Adds a row for each address at which the state is a new one; *at is where the last state, which is *state,
    // begins. False: that state and all that follows it cannot be known.
    bool Execute(ByteReader reader, const CommonInfo& common, const State& initial, uint32_t* at, uint32_t end,
                 State* state) {
        size_t depth = 0;
        const auto advance = [&](uint64_t count) {
            Add(*at, state->Rule());
            const uint64_t delta = count * common.codeAlignment;
            *at = delta < end - *at ? static_cast<uint32_t>(*at + delta) : end;
        };
        while (!reader.AtEnd() && *at < end) {
            const auto byte = reader.Read<uint8_t>();
            const uint8_t low = byte & 0x3F;
            switch (byte >> 6) {
                case 1:  // DW_CFA_advance_loc
                    advance(low);
                    continue;
                case 2:  // DW_CFA_offset
                    state->SetSaved(low, Scaled(reader.Uleb(), common));
                    continue;
                case 3:  // DW_CFA_restore
                    state->Restore(low, initial);
                    continue;
                default:
                    break;
            }
            switch (low) {
                case 0x00:  // DW_CFA_nop
                    break;
                case 0x02:  // DW_CFA_advance_loc1, 2, 4
                    advance(reader.Read<uint8_t>());
                    break;
                case 0x03:
                    advance(reader.Read<uint16_t>());
                    break;
                case 0x04:
                    advance(reader.Read<uint32_t>());
                    break;
                case 0x05: {  // DW_CFA_offset_extended
                    const uint64_t reg = reader.Uleb();
                    state->SetSaved(reg, Scaled(reader.Uleb(), common));
                    break;
                }
                case 0x06:  // DW_CFA_restore_extended
                    state->Restore(reader.Uleb(), initial);
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
                case 0x09:  // DW_CFA_register
                    state->SetElsewhere(reader.Uleb());
                    reader.Uleb();
                    break;
                case 0x0A:  // DW_CFA_remember_state
                    if (depth == kMaxRemembered) return Fail(state);
                    remembered_[depth++] = *state;
                    break;
                case 0x0B:  // DW_CFA_restore_state
                    if (depth == 0) return Fail(state);
                    *state = remembered_[--depth];
                    break;
                case 0x0C:  // DW_CFA_def_cfa
                    state->cfa = State::Cfa::Register;
                    state->cfaRegister = reader.Uleb();
                    state->cfaOffset = static_cast<int64_t>(reader.Uleb());
                    break;
                case 0x0D:  // DW_CFA_def_cfa_register
                    state->cfa = State::Cfa::Register;
                    state->cfaRegister = reader.Uleb();
                    break;
                case 0x0E:  // DW_CFA_def_cfa_offset
                    state->cfaOffset = static_cast<int64_t>(reader.Uleb());
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
                    state->SetSaved(reg, Scaled(static_cast<uint64_t>(reader.Sleb()), common));
                    break;
                }
                case 0x12:  // DW_CFA_def_cfa_sf
                    state->cfa = State::Cfa::Register;
                    state->cfaRegister = reader.Uleb();
                    state->cfaOffset = Scaled(static_cast<uint64_t>(reader.Sleb()), common);
                    break;
                case 0x13:  // DW_CFA_def_cfa_offset_sf
                    state->cfaOffset = Scaled(static_cast<uint64_t>(reader.Sleb()), common);
                    break;
                case 0x14:  // DW_CFA_val_offset
                case 0x15:  // DW_CFA_val_offset_sf
                    state->SetElsewhere(reader.Uleb());
                    reader.Uleb();
                    break;
                case 0x2E:  // DW_CFA_GNU_args_size
                    reader.Uleb();
                    break;
                default:
                    return Fail(state);
            }
        }
        return !reader.Failed() || Fail(state);
    }

    static bool Fail(State* state) {
        *state = State();
        state->cfa = State::Cfa::Unknown;
        return false;
    }

    // Products of hostile numbers wrap around instead of overflowing.
    static int64_t Scaled(uint64_t value, const CommonInfo& common) {
        return static_cast<int64_t>(value * static_cast<uint64_t>(common.dataAlignment));
    }

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

    const MemoryCopy& memory_;
    uintptr_t header_;
    uintptr_t begin_;
    uintptr_t end_;
    State remembered_[kMaxRemembered];
    std::map<uintptr_t, CommonInfo> common_;
    const CommonInfo* last_ = nullptr;  // most functions share one
    uintptr_t lastAt_ = 0;
    std::vector<NativeRow> rows_;
};

}  // namespace

std::vector<NativeRow> CompileCallFrames(const MemoryCopy& memory, uintptr_t header, uintptr_t begin, uintptr_t end) {
    return Compiler(memory, header, begin, end).Run();
}

}  // namespace clrscope::unwind
