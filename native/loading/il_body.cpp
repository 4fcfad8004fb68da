#include "loading/il_body.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace clrscope {

namespace {

constexpr uint8_t kFormatMask = 0x3;
constexpr uint8_t kTiny = 0x2;
constexpr uint8_t kFat = 0x3;
constexpr uint8_t kTinyMaxStack = 8;
constexpr uint16_t kFlagsMask = 0x0FFF;
constexpr uint16_t kMoreSections = 0x8;
constexpr uint16_t kInitLocals = 0x10;
constexpr uint16_t kFatHeaderDwords = 3;
constexpr size_t kFatHeaderSize = 12;

constexpr uint8_t kSectionClauses = 0x01;
constexpr uint8_t kSectionFat = 0x40;
constexpr uint8_t kSectionMore = 0x80;
constexpr size_t kSectionHeaderSize = 4;
constexpr size_t kSmallClauseSize = 12;
constexpr size_t kFatClauseSize = 24;
constexpr uint32_t kFilterClause = 0x1;

// Far more than any method has, and little enough that no sum below overflows.
constexpr uint32_t kMaxCode = 1 << 24;
constexpr size_t kMaxClauses = 1 << 16;

struct Clause {
    uint32_t flags;
    uint32_t tryOffset;
    uint32_t tryLength;
    uint32_t handlerOffset;
    uint32_t handlerLength;
    uint32_t tokenOrFilter;  // where the filter begins, if it is a filter clause
};
static_assert(sizeof(Clause) == kFatClauseSize);

struct Method {
    uint16_t flags = 0;
    uint16_t maxStack = kTinyMaxStack;
    uint32_t localsToken = 0;
    std::span<const uint8_t> code;
    std::vector<Clause> clauses;
};

template <typename T>
T Read(std::span<const uint8_t> bytes, size_t at) {
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof(value));
    return value;
}

template <typename T>
void Write(std::vector<uint8_t>* bytes, const T& value) {
    const size_t at = bytes->size();
    bytes->resize(at + sizeof(value));
    std::memcpy(bytes->data() + at, &value, sizeof(value));
}

size_t Align4(size_t size) {
    return (size + 3) & ~size_t{3};
}

bool LiesIn(uint32_t code, uint32_t offset, uint32_t length) {
    return offset <= code && length <= code - offset;
}

bool IsSound(const Clause& clause, uint32_t code) {
    return LiesIn(code, clause.tryOffset, clause.tryLength) &&
           LiesIn(code, clause.handlerOffset, clause.handlerLength) &&
           (clause.flags != kFilterClause || clause.tokenOrFilter < code);
}

Clause ReadClause(std::span<const uint8_t> body, size_t at, bool fat) {
    if (fat) return Read<Clause>(body, at);
    return {Read<uint16_t>(body, at),     Read<uint16_t>(body, at + 2), Read<uint8_t>(body, at + 4),
            Read<uint16_t>(body, at + 5), Read<uint8_t>(body, at + 7),  Read<uint32_t>(body, at + 8)};
}

// The sections that begin at `at`. Only exception clauses are known to ever be there.
bool ReadSections(std::span<const uint8_t> body, size_t at, Method* method) {
    for (bool more = true; more;) {
        at = Align4(at);
        if (at > body.size() || body.size() - at < kSectionHeaderSize) return false;
        const uint8_t kind = body[at];
        more = (kind & kSectionMore) != 0;
        if ((kind & ~(kSectionMore | kSectionFat)) != kSectionClauses) return false;
        const bool fat = (kind & kSectionFat) != 0;
        const size_t size = fat ? Read<uint32_t>(body, at) >> 8 : body[at + 1];
        const size_t clauseSize = fat ? kFatClauseSize : kSmallClauseSize;
        // Some compilers leave the section's own header out of its size: the quotient is right either way.
        const size_t count = size / clauseSize;
        if (method->clauses.size() + count > kMaxClauses) return false;
        const size_t end = at + kSectionHeaderSize + count * clauseSize;
        if (end > body.size()) return false;
        for (size_t clause = at + kSectionHeaderSize; clause < end; clause += clauseSize) {
            method->clauses.push_back(ReadClause(body, clause, fat));
            if (!IsSound(method->clauses.back(), static_cast<uint32_t>(method->code.size()))) return false;
        }
        at = end;
    }
    return true;
}

std::optional<Method> ReadMethod(std::span<const uint8_t> body) {
    Method method;
    if (body.empty()) return std::nullopt;
    if ((body[0] & kFormatMask) == kTiny) {
        const size_t size = body[0] >> 2;
        if (size == 0 || body.size() - 1 < size) return std::nullopt;
        method.code = body.subspan(1, size);
        return method;
    }
    if ((body[0] & kFormatMask) != kFat || body.size() < kFatHeaderSize) return std::nullopt;
    const auto header = Read<uint16_t>(body, 0);
    if (header >> 12 != kFatHeaderDwords) return std::nullopt;
    method.flags = header & kFlagsMask;
    if ((method.flags & ~(kFormatMask | kMoreSections | kInitLocals)) != 0) return std::nullopt;
    method.maxStack = Read<uint16_t>(body, 2);
    const auto size = Read<uint32_t>(body, 4);
    method.localsToken = Read<uint32_t>(body, 8);
    if (size == 0 || size > kMaxCode || body.size() - kFatHeaderSize < size) return std::nullopt;
    method.code = body.subspan(kFatHeaderSize, size);
    if ((method.flags & kMoreSections) != 0 && !ReadSections(body, kFatHeaderSize + size, &method)) return std::nullopt;
    return method;
}

}  // namespace

std::vector<uint8_t> PrependIl(std::span<const uint8_t> body, std::span<const uint8_t> prologue, uint16_t maxStack,
                               std::span<const IlCatch> catches) {
    const std::optional<Method> method = ReadMethod(body);
    if (!method || prologue.size() > kMaxCode) return {};
    const auto shift = static_cast<uint32_t>(prologue.size());
    std::vector<Clause> clauses;
    for (const IlCatch& own : catches) {
        clauses.push_back({0, own.tryOffset, own.tryLength, own.handlerOffset, own.handlerLength, own.type});
    }
    for (Clause clause : method->clauses) {
        clause.tryOffset += shift;
        clause.handlerOffset += shift;
        if (clause.flags == kFilterClause) clause.tokenOrFilter += shift;
        clauses.push_back(clause);
    }

    std::vector<uint8_t> result;
    uint16_t header = kFat | (method->flags & kInitLocals) | kFatHeaderDwords << 12;
    if (!clauses.empty()) header |= kMoreSections;
    Write(&result, header);
    Write(&result, std::max(method->maxStack, maxStack));
    Write(&result, static_cast<uint32_t>(shift + method->code.size()));
    Write(&result, method->localsToken);
    result.insert(result.end(), prologue.begin(), prologue.end());
    result.insert(result.end(), method->code.begin(), method->code.end());
    if (clauses.empty()) return result;

    result.resize(Align4(result.size()));
    const auto size = static_cast<uint32_t>(kSectionHeaderSize + clauses.size() * kFatClauseSize);
    Write(&result, size << 8 | kSectionClauses | kSectionFat);
    for (const Clause& clause : clauses) Write(&result, clause);
    return result;
}

}  // namespace clrscope
