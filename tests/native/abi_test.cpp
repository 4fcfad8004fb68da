// The interfaces in native/abi against the table of facts, data/clr-profiling-abi.tsv: abi_rows.inc holds one macro
// call for each of its rows. Signatures, constants and fields are compared by the compiler, slots and IIDs at run time.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <type_traits>

#include "abi/callback_base.h"
#include "abi/metadata.h"
#include "abi/profiler_info.h"
#include "abi/rewriting.h"

namespace clrscope::abi {
namespace {

// Hooks that nothing of ours sets: the table names their types, the interfaces say void*.
using FunctionEnter = void;
using FunctionLeave = void;
using FunctionTailcall = void;
using FunctionEnter2 = void;
using FunctionLeave2 = void;
using FunctionTailcall2 = void;
using FunctionEnter3 = void;
using FunctionLeave3 = void;
using FunctionTailcall3 = void;
using FunctionEnter3WithInfo = void;
using FunctionLeave3WithInfo = void;
using FunctionTailcall3WithInfo = void;
using FunctionIDMapper = void;
using FunctionIDMapper2 = void;
using ObjectReferenceCallback = void*;

#define METHOD(interface, base, iid, slot, result, method, parameters)                                             \
    static_assert(std::is_base_of_v<base, interface>);                                                             \
    static_assert(std::is_same_v<decltype(&interface::method), result(STDMETHODCALLTYPE interface::*) parameters>, \
                  "another signature than the table's");
#define LAST_SLOT(interface, slot)
#define CONSTANT(name, value) static_assert(static_cast<uint32_t>(name) == value);
#define FIELD(type, field, fieldType) static_assert(std::is_same_v<decltype(type::field), fieldType>);
#include "abi_rows.inc"
#undef METHOD
#undef LAST_SLOT
#undef CONSTANT
#undef FIELD

// A pointer to a virtual member function is, in the Itanium C++ ABI, {1 + offset in the vtable, adjustment of this};
// where code addresses may be odd (arm64), the 1 is in the adjustment instead.
template <typename Method>
size_t SlotOf(Method method) {
    struct {
        uintptr_t offset;
        uintptr_t adjustment;
    } parts;
    static_assert(sizeof(parts) == sizeof(method));
    std::memcpy(&parts, &method, sizeof(parts));
    return (parts.offset & ~uintptr_t{1}) / sizeof(void*);
}

// Its own method takes the first slot after Interface's, and so shows how many those are.
template <typename Interface>
struct Extended : Interface {
    virtual void Next() = 0;
};

std::string Text(const GUID& guid) {
    char text[37];
    const uint8_t* d = guid.data4;
    std::snprintf(text, sizeof(text), "%08X-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X", guid.data1, guid.data2,
                  guid.data3, d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]);
    return text;
}

struct MethodRow {
    const char* name;
    size_t slot;
    size_t tableSlot;
    GUID iid;
    const char* tableIid;
};

const MethodRow kMethods[] = {
    {"IUnknown::QueryInterface", SlotOf(&IUnknown::QueryInterface), 0, IUnknown::kIid,
     "00000000-0000-0000-C000-000000000046"},
    {"IUnknown::AddRef", SlotOf(&IUnknown::AddRef), 1, IUnknown::kIid, "00000000-0000-0000-C000-000000000046"},
    {"IUnknown::Release", SlotOf(&IUnknown::Release), 2, IUnknown::kIid, "00000000-0000-0000-C000-000000000046"},
    {"IClassFactory::CreateInstance", SlotOf(&IClassFactory::CreateInstance), 3, IClassFactory::kIid,
     "00000001-0000-0000-C000-000000000046"},
    {"IClassFactory::LockServer", SlotOf(&IClassFactory::LockServer), 4, IClassFactory::kIid,
     "00000001-0000-0000-C000-000000000046"},
#define METHOD(interface, base, iid, slot, result, method, parameters) \
    {#interface "::" #method, SlotOf(&interface::method), slot, interface::kIid, iid},
#define LAST_SLOT(interface, slot)
#define CONSTANT(name, value)
#define FIELD(type, field, fieldType)
#include "abi_rows.inc"
#undef METHOD
#undef LAST_SLOT
};

struct EndRow {
    const char* name;
    size_t slots;
    size_t tableSlots;
};

const EndRow kEnds[] = {
    {"IUnknown", SlotOf(&Extended<IUnknown>::Next), 3},
    {"IClassFactory", SlotOf(&Extended<IClassFactory>::Next), 5},
#define METHOD(interface, base, iid, slot, result, method, parameters)
#define LAST_SLOT(interface, slot) {#interface, SlotOf(&Extended<interface>::Next), slot + 1},
#include "abi_rows.inc"
#undef METHOD
#undef LAST_SLOT
#undef CONSTANT
#undef FIELD
};

TEST(Abi, EveryMethodStandsInTheTablesSlot) {
    for (const MethodRow& row : kMethods) EXPECT_EQ(row.slot, row.tableSlot) << row.name;
}

TEST(Abi, EveryInterfaceHasTheTablesIid) {
    for (const MethodRow& row : kMethods) EXPECT_EQ(Text(row.iid), row.tableIid) << row.name;
}

TEST(Abi, NoInterfaceHasMoreSlotsThanTheTable) {
    for (const EndRow& row : kEnds) EXPECT_EQ(row.slots, row.tableSlots) << row.name;
}

TEST(Abi, TheTableIsWhole) {
    EXPECT_EQ(std::size(kMethods), 303u + 5u);
    EXPECT_EQ(std::size(kEnds), 34u + 2u);
}

class SilentCallback final : public CallbackBase {
  public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void**) override { return E_NOINTERFACE; }
    ULONG STDMETHODCALLTYPE AddRef() override { return 1; }
    ULONG STDMETHODCALLTYPE Release() override { return 1; }
};

template <typename T>
T Argument() {
    static std::remove_cvref_t<T> zero{};
    return zero;
}

template <>
BOOL* Argument() {
    static BOOL answer;
    return &answer;
}

// Methods of interfaces that the callback does not implement are passed over.
template <typename Interface, typename Result, typename... Arguments>
void ExpectSuccess(const char* name, SilentCallback& callback,
                   Result (STDMETHODCALLTYPE Interface::*method)(Arguments...)) {
    if constexpr (std::is_base_of_v<Interface, SilentCallback>) {
        EXPECT_EQ((callback.*method)(Argument<Arguments>()...), S_OK) << name;
    }
}

TEST(CallbackBase, AnswersEveryNotificationWithSuccess) {
    SilentCallback callback;
#define METHOD(interface, base, iid, slot, result, method, parameters) \
    ExpectSuccess(#method, callback, &interface::method);
#define LAST_SLOT(interface, slot)
#define CONSTANT(name, value)
#define FIELD(type, field, fieldType)
#include "abi_rows.inc"
}

TEST(CallbackBase, ItsAnswersChangeNothing) {
    SilentCallback callback;
    BOOL useCached = 0, inlineIt = 0, notificationOnly = 1;
    callback.JITCachedFunctionSearchStarted(0, &useCached);
    callback.JITInlining(0, 0, &inlineIt);
    callback.LoadAsNotificationOnly(&notificationOnly);
    EXPECT_TRUE(useCached);
    EXPECT_TRUE(inlineIt);
    EXPECT_FALSE(notificationOnly);
}

TEST(Guid, IsParsedIntoItsMemoryOrder) {
    constexpr GUID guid = ParseGuid("00112233-4455-6677-8899-AABBCCDDEEFF");
    const uint8_t expected[] = {0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66,
                                0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF};
    EXPECT_EQ(std::memcmp(&guid, expected, sizeof(guid)), 0);
}

}  // namespace
}  // namespace clrscope::abi
