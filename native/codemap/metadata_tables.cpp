#include "codemap/metadata_tables.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "codemap/pe_metadata.h"
#include "platform/memory.h"

namespace clrscope {

namespace {

// ECMA-335 II.22. Tables by number.
enum Table : uint8_t {
    kModule = 0x00,
    kTypeRef = 0x01,
    kTypeDef = 0x02,
    kField = 0x04,
    kMethodDef = 0x06,
    kParam = 0x08,
    kInterfaceImpl = 0x09,
    kMemberRef = 0x0A,
    kDeclSecurity = 0x0E,
    kStandAloneSig = 0x11,
    kEvent = 0x14,
    kProperty = 0x17,
    kModuleRef = 0x1A,
    kTypeSpec = 0x1B,
    kAssembly = 0x20,
    kAssemblyRef = 0x23,
    kFile = 0x26,
    kExportedType = 0x27,
    kManifestResource = 0x28,
    kNestedClass = 0x29,
    kGenericParam = 0x2A,
    kMethodSpec = 0x2B,
    kGenericParamConstraint = 0x2C,
};

// What a column holds: the number of a table whose rows it counts (below 64), or one of these.
enum Column : uint8_t {
    kEnd = 0x40,
    kWord,
    kDoubleWord,
    kString,
    kGuid,
    kBlob,
    kTypeDefOrRef,  // from here on: coded indexes, in the order of kCoded
    kHasConstant,
    kHasCustomAttribute,
    kHasFieldMarshal,
    kHasDeclSecurity,
    kMemberRefParent,
    kHasSemantics,
    kMethodDefOrRef,
    kMemberForwarded,
    kImplementation,
    kCustomAttributeType,
    kResolutionScope,
};

// II.24.2.6: bits of the tag, and the tables that it can choose from, up to kEnd.
struct Coded {
    int bits;
    uint8_t tables[23];
};
constexpr Coded kCoded[] = {
    {2, {kTypeDef, kTypeRef, kTypeSpec, kEnd}},
    {2, {kField, kParam, kProperty, kEnd}},
    {5, {kMethodDef,        kField,        kTypeRef,
         kTypeDef,          kParam,        kInterfaceImpl,
         kMemberRef,        kModule,       kDeclSecurity,
         kProperty,         kEvent,        kStandAloneSig,
         kModuleRef,        kTypeSpec,     kAssembly,
         kAssemblyRef,      kFile,         kExportedType,
         kManifestResource, kGenericParam, kGenericParamConstraint,
         kMethodSpec,       kEnd}},
    {1, {kField, kParam, kEnd}},
    {2, {kTypeDef, kMethodDef, kAssembly, kEnd}},
    {3, {kTypeDef, kTypeRef, kModuleRef, kMethodDef, kTypeSpec, kEnd}},
    {1, {kEvent, kProperty, kEnd}},
    {1, {kMethodDef, kMemberRef, kEnd}},
    {1, {kField, kMethodDef, kEnd}},
    {2, {kFile, kAssemblyRef, kExportedType, kEnd}},
    {3, {kMethodDef, kMemberRef, kEnd}},
    {2, {kModule, kModuleRef, kAssemblyRef, kTypeRef, kEnd}},
};

// The columns of each table up to NestedClass, the last one that is read. Tables 3, 5, 7, 0x13 and 0x16 and the two of
// edit and continue are in metadata that compilers do not write (stream "#-").
constexpr uint8_t kColumns[][10] = {
    {kWord, kString, kGuid, kGuid, kGuid, kEnd},                                            // Module
    {kResolutionScope, kString, kString, kEnd},                                             // TypeRef
    {kDoubleWord, kString, kString, kTypeDefOrRef, kField, kMethodDef, kEnd},               // TypeDef
    {kField, kEnd},                                                                         // FieldPtr
    {kWord, kString, kBlob, kEnd},                                                          // Field
    {kMethodDef, kEnd},                                                                     // MethodPtr
    {kDoubleWord, kWord, kWord, kString, kBlob, kParam, kEnd},                              // MethodDef
    {kParam, kEnd},                                                                         // ParamPtr
    {kWord, kWord, kString, kEnd},                                                          // Param
    {kTypeDef, kTypeDefOrRef, kEnd},                                                        // InterfaceImpl
    {kMemberRefParent, kString, kBlob, kEnd},                                               // MemberRef
    {kWord, kHasConstant, kBlob, kEnd},                                                     // Constant
    {kHasCustomAttribute, kCustomAttributeType, kBlob, kEnd},                               // CustomAttribute
    {kHasFieldMarshal, kBlob, kEnd},                                                        // FieldMarshal
    {kWord, kHasDeclSecurity, kBlob, kEnd},                                                 // DeclSecurity
    {kWord, kDoubleWord, kTypeDef, kEnd},                                                   // ClassLayout
    {kDoubleWord, kField, kEnd},                                                            // FieldLayout
    {kBlob, kEnd},                                                                          // StandAloneSig
    {kTypeDef, kEvent, kEnd},                                                               // EventMap
    {kEvent, kEnd},                                                                         // EventPtr
    {kWord, kString, kTypeDefOrRef, kEnd},                                                  // Event
    {kTypeDef, kProperty, kEnd},                                                            // PropertyMap
    {kProperty, kEnd},                                                                      // PropertyPtr
    {kWord, kString, kBlob, kEnd},                                                          // Property
    {kWord, kMethodDef, kHasSemantics, kEnd},                                               // MethodSemantics
    {kTypeDef, kMethodDefOrRef, kMethodDefOrRef, kEnd},                                     // MethodImpl
    {kString, kEnd},                                                                        // ModuleRef
    {kBlob, kEnd},                                                                          // TypeSpec
    {kWord, kMemberForwarded, kString, kModuleRef, kEnd},                                   // ImplMap
    {kDoubleWord, kField, kEnd},                                                            // FieldRVA
    {kDoubleWord, kDoubleWord, kEnd},                                                       // ENCLog
    {kDoubleWord, kEnd},                                                                    // ENCMap
    {kDoubleWord, kWord, kWord, kWord, kWord, kDoubleWord, kBlob, kString, kString, kEnd},  // Assembly
    {kDoubleWord, kEnd},                                                                    // AssemblyProcessor
    {kDoubleWord, kDoubleWord, kDoubleWord, kEnd},                                          // AssemblyOS
    {kWord, kWord, kWord, kWord, kDoubleWord, kBlob, kString, kString, kBlob, kEnd},        // AssemblyRef
    {kDoubleWord, kAssemblyRef, kEnd},                                                      // AssemblyRefProcessor
    {kDoubleWord, kDoubleWord, kDoubleWord, kAssemblyRef, kEnd},                            // AssemblyRefOS
    {kDoubleWord, kString, kBlob, kEnd},                                                    // File
    {kDoubleWord, kDoubleWord, kString, kString, kImplementation, kEnd},                    // ExportedType
    {kDoubleWord, kDoubleWord, kString, kImplementation, kEnd},                             // ManifestResource
    {kTypeDef, kTypeDef, kEnd},                                                             // NestedClass
};

constexpr uint32_t kKnownTables = std::size(kColumns);
static_assert(kKnownTables == kNestedClass + 1);

constexpr uint32_t kMvidColumn = 2;
constexpr uint32_t kNameColumn = 1;
constexpr uint32_t kNamespaceColumn = 2;

constexpr uint32_t kTypeDefToken = 0x02000000;
constexpr int kMaxNesting = 32;
constexpr size_t kMaxString = 1024;

}  // namespace

// II.24.2.1: signature, version numbers, a reserved word, the length of the version text and the text itself; flags;
// the number of streams; their headers.
MetadataTables::MetadataTables(uintptr_t base, bool flat) {
    const PePlace place = FindPeMetadata(base, flat);
    address_ = place.address;
    size_ = place.size;
    const auto version = ReadAt<uint32_t>(12);
    if (version > size_) return;
    const uint64_t flags = 16 + uint64_t{version};
    ReadStreams(flags + 4, ReadAt<uint16_t>(flags + 2));
}

// II.24.2.2: offset, size, and a name that is padded with zeros to 4 bytes.
void MetadataTables::ReadStreams(uint64_t at, uint32_t count) {
    constexpr size_t kMaxName = 32;
    char headers[256] = {};  // there are five of at most 20 bytes
    const size_t size = std::min<uint64_t>(sizeof(headers), at < size_ ? size_ - at : 0);
    if (!Read(at, headers, size)) return;
    Heap tables;
    size_t next = 0;
    for (uint32_t i = 0; i < count && next + sizeof(uint32_t) * 2 + kMaxName <= sizeof(headers); ++i) {
        uint32_t place[2];
        std::memcpy(place, headers + next, sizeof(place));
        next += sizeof(place);
        const std::string_view name(headers + next, strnlen(headers + next, kMaxName));
        next += name.size() / 4 * 4 + 4;
        const Heap heap{place[0], place[1]};
        if (heap.at > size_ || heap.size > size_ - heap.at) return;
        if (name == "#~") tables = heap;
        if (name == "#Strings") strings_ = heap;
        if (name == "#GUID") guids_ = heap;
    }
    if (tables.size != 0) ReadTables(tables);
}

// II.24.2.6: 6 bytes that do not matter, the heaps' sizes, a byte; which tables there are, 64 bits, and which are
// sorted; the number of rows of each; the tables.
void MetadataTables::ReadTables(Heap tables) {
    constexpr size_t kCounts = 24;
    uint8_t header[kCounts + kTables * sizeof(uint32_t)] = {};
    if (!Read(tables.at, header, std::min<uint64_t>(sizeof(header), tables.size))) return;
    heapSizes_ = header[6];
    uint64_t present;
    std::memcpy(&present, header + 8, sizeof(present));
    size_t next = kCounts;
    for (uint32_t table = 0; table < kTables; ++table) {
        if ((present >> table & 1) == 0) continue;
        std::memcpy(&rows_[table], header + next, sizeof(uint32_t));
        next += sizeof(uint32_t);
    }
    // A bit of the heaps' sizes says that four more bytes follow.
    if ((heapSizes_ & 0x40) != 0) next += 4;
    uint64_t at = tables.at + next;
    for (uint32_t table = 0; table < kKnownTables; ++table) {
        for (const uint8_t* column = kColumns[table]; *column != kEnd; ++column) {
            rowSizes_[table] += ColumnSize(*column);
        }
        const uint64_t size = uint64_t{rows_[table]} * rowSizes_[table];
        if (at > size_ || size > size_ - at) return;
        tables_[table] = at;
        at += size;
    }
}

bool MetadataTables::Read(uint64_t offset, void* to, uint64_t size) const {
    return offset <= size_ && size <= size_ - offset && platform::ReadIfMapped(address_ + offset, to, size);
}

template <typename T>
T MetadataTables::ReadAt(uint64_t offset) const {
    T value{};
    return Read(offset, &value, sizeof(value)) ? value : T{};
}

uint32_t MetadataTables::ColumnSize(uint8_t column) const {
    switch (column) {
        case kWord:
            return 2;
        case kDoubleWord:
            return 4;
        case kString:
            return (heapSizes_ & 1) != 0 ? 4 : 2;
        case kGuid:
            return (heapSizes_ & 2) != 0 ? 4 : 2;
        case kBlob:
            return (heapSizes_ & 4) != 0 ? 4 : 2;
        default:
            break;
    }
    if (column < kEnd) return rows_[column] < 0x10000 ? 2 : 4;
    const Coded& coded = kCoded[column - kTypeDefOrRef];
    uint32_t most = 0;
    for (const uint8_t* table = coded.tables; *table != kEnd; ++table) most = std::max(most, rows_[*table]);
    return most < (1u << (16 - coded.bits)) ? 2 : 4;
}

uint32_t MetadataTables::Cell(uint32_t table, uint32_t row, uint32_t column) const {
    if (row == 0 || row > rows_[table] || tables_[table] == 0) return 0;
    uint64_t at = tables_[table] + uint64_t{row - 1} * rowSizes_[table];
    for (uint32_t before = 0; before < column; ++before) at += ColumnSize(kColumns[table][before]);
    return ColumnSize(kColumns[table][column]) == 2 ? ReadAt<uint16_t>(at) : ReadAt<uint32_t>(at);
}

std::string MetadataTables::String(uint32_t offset) const {
    std::string text;
    char piece[64];
    for (uint64_t at = offset; at < strings_.size && text.size() < kMaxString; at += sizeof(piece)) {
        const size_t size = std::min<uint64_t>(sizeof(piece), strings_.size - at);
        if (!Read(strings_.at + at, piece, size)) return "";
        const auto* end = static_cast<const char*>(memchr(piece, 0, size));
        text.append(piece, end == nullptr ? size : static_cast<size_t>(end - piece));
        if (end != nullptr) return text;
    }
    return "";
}

bool MetadataTables::ReadMvid(uint8_t (&mvid)[16]) const {
    const uint32_t index = Cell(kModule, 1, kMvidColumn);
    return index != 0 && uint64_t{index} * sizeof(mvid) <= guids_.size &&
           Read(guids_.at + (uint64_t{index} - 1) * sizeof(mvid), mvid, sizeof(mvid));
}

// The table is sorted by the nested type (II.22.32).
uint32_t MetadataTables::OuterType(uint32_t row) const {
    uint32_t first = 1;
    uint32_t last = rows_[kNestedClass];
    while (first <= last) {
        const uint32_t middle = first + (last - first) / 2;
        const uint32_t nested = Cell(kNestedClass, middle, 0);
        if (nested == row) return Cell(kNestedClass, middle, 1);
        if (nested < row) {
            first = middle + 1;
        } else {
            last = middle - 1;
        }
    }
    return 0;
}

std::string MetadataTables::TypeName(uint32_t token, char separator) const {
    return (token & 0xFF000000) == kTypeDefToken ? TypeName(token & 0xFFFFFF, separator, 0) : "";
}

std::string MetadataTables::TypeName(uint32_t row, char separator, int depth) const {
    const std::string name = String(Cell(kTypeDef, row, kNameColumn));
    if (name.empty() || depth == kMaxNesting) return "";
    const std::string space = String(Cell(kTypeDef, row, kNamespaceColumn));
    const std::string own = space.empty() ? name : space + "." + name;
    const uint32_t outer = OuterType(row);
    if (outer == 0) return own;
    const std::string owner = TypeName(outer, separator, depth + 1);
    return owner.empty() ? "" : owner + separator + own;
}

}  // namespace clrscope
