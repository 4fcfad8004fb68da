// Metadata tokens: the table in the upper 8 bits, the row in the lower 24.
#pragma once

#include "abi/types.h"

namespace clrscope::abi {

using mdToken = uint32_t;
using mdCustomAttribute = mdToken;
using mdEvent = mdToken;
using mdFieldDef = mdToken;
using mdGenericParam = mdToken;
using mdGenericParamConstraint = mdToken;
using mdInterfaceImpl = mdToken;
using mdMemberRef = mdToken;
using mdMethodDef = mdToken;
using mdMethodSpec = mdToken;
using mdModule = mdToken;
using mdModuleRef = mdToken;
using mdParamDef = mdToken;
using mdPermission = mdToken;
using mdProperty = mdToken;
using mdSignature = mdToken;
using mdString = mdToken;
using mdTypeDef = mdToken;
using mdTypeRef = mdToken;
using mdTypeSpec = mdToken;

using PCCOR_SIGNATURE = const BYTE*;  // a signature blob
using MDUTF8CSTR = const char*;
using UVCP_CONSTANT = const void*;
using HCORENUM = void*;  // an enumeration in progress; null before its first call

}  // namespace clrscope::abi
