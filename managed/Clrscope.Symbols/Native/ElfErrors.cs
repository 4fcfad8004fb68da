namespace Clrscope.Symbols.Native;

/// <summary>What reading corrupt, hostile or vanishing ELF files ends in.</summary>
internal static class ElfErrors
{
    public static bool MayComeFrom(Exception exception) =>
        exception is BadImageFormatException or IOException or UnauthorizedAccessException;
}
