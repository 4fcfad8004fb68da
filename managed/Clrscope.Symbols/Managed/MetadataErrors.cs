namespace Clrscope.Symbols.Managed;

/// <summary>What reading corrupt or hostile metadata ends in.</summary>
internal static class MetadataErrors
{
    /// <summary>
    /// The framework's readers document <see cref="BadImageFormatException"/>, but damaged metadata also drives them out of
    /// range, into an overflow or a wrong cast. Whatever it is, the answer is a fallback name.
    /// </summary>
    public static bool MayComeFrom(Exception exception) => exception is not OutOfMemoryException;
}
