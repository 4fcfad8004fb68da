using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Clrscope.Symbols.Tests;

/// <summary>Finds call instructions in IL by their opcode and a token of a method definition.</summary>
internal static class IlCalls
{
    private const byte Call = 0x28;

    /// <summary>Offsets of the calls to methods of the same assembly.</summary>
    public static int[] Of(byte[] image, uint token) =>
        [.. All(image, token).Where(call => call.Target >> 24 == 0x06).Select(call => call.Offset)];

    public static int To(byte[] image, uint token, uint target) => All(image, token).Single(call => call.Target == target).Offset;

    private static IEnumerable<(int Offset, uint Target)> All(byte[] image, uint token)
    {
        using var reader = new PEReader(new MemoryStream(image));
        MethodDefinition method = reader.GetMetadataReader().GetMethodDefinition(
            MetadataTokens.MethodDefinitionHandle((int)(token & 0xFFFFFF)));
        byte[] il = reader.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!;
        for (int i = 0; i + 4 < il.Length; i++)
        {
            if (il[i] == Call)
            {
                yield return (i, BinaryPrimitives.ReadUInt32LittleEndian(il.AsSpan(i + 1)));
            }
        }
    }
}
