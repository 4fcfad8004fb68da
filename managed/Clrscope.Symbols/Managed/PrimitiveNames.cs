using System.Reflection.Metadata;

namespace Clrscope.Symbols.Managed;

/// <summary>The C# keywords of the types that signatures name by a code.</summary>
internal static class PrimitiveNames
{
    public static string Keyword(SignatureTypeCode code) => code switch
    {
        SignatureTypeCode.Void => "void",
        SignatureTypeCode.Boolean => "bool",
        SignatureTypeCode.Char => "char",
        SignatureTypeCode.SByte => "sbyte",
        SignatureTypeCode.Byte => "byte",
        SignatureTypeCode.Int16 => "short",
        SignatureTypeCode.UInt16 => "ushort",
        SignatureTypeCode.Int32 => "int",
        SignatureTypeCode.UInt32 => "uint",
        SignatureTypeCode.Int64 => "long",
        SignatureTypeCode.UInt64 => "ulong",
        SignatureTypeCode.Single => "float",
        SignatureTypeCode.Double => "double",
        SignatureTypeCode.IntPtr => "nint",
        SignatureTypeCode.UIntPtr => "nuint",
        SignatureTypeCode.String => "string",
        SignatureTypeCode.Object => "object",
        SignatureTypeCode.TypedReference => "TypedReference",
        _ => throw new BadImageFormatException("an unknown type code in a signature"),
    };
}
