using System.Runtime.InteropServices;
using System.Text;
using Clrscope.Segment;

namespace Clrscope.Symbols.Native;

/// <summary>
/// C++ names as their source has them, by the demangler of the system's C++ library; where that is not installed, names stay as
/// they are.
/// </summary>
internal static partial class Demangler
{
    /// <summary>What C++ and older Rust names begin with (Itanium C++ ABI).</summary>
    public const string Prefix = "_Z";

    private const int MaxLength = 1024;

    /// <summary>
    /// References of a name to parts of itself. Each may repeat all that stands before it, so that n of them can blow a name up
    /// 3^(n/3) times, and the library would write all that.
    /// </summary>
    private const int MaxReferences = 24;

    private const int RustHashLength = 16;
    private const string RustHashMark = "::h";

    private static bool s_isMissing;

    /// <summary>Null if the name is not mangled, or not to be demangled.</summary>
    public static string? Demangle(string name, int maxLength)
    {
        if (s_isMissing || name.Length > MaxLength || !name.StartsWith(Prefix, StringComparison.Ordinal)
            || References(name) > MaxReferences)
        {
            return null;
        }

        try
        {
            return Call(name) is { Length: > 0 } demangled ? PrintableText.Clean(WithoutRustHash(demangled), maxLength) : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            s_isMissing = true;
            return null;
        }
    }

    /// <summary>Counts S_, S0_, ... and T_, T0_, ..., those in identifiers too.</summary>
    private static int References(string name)
    {
        int count = 0;
        for (int i = 0; i + 1 < name.Length; i++)
        {
            char next = name[i + 1];
            bool isIndex = next == '_' || char.IsAsciiDigit(next) || char.IsAsciiLetterUpper(next);
            count += name[i] is 'S' or 'T' && isIndex ? 1 : 0;
        }

        return count;
    }

    private static unsafe string? Call(string name)
    {
        byte* text = Demangle(name, null, null, out int status);
        try
        {
            return status == 0 && text != null
                ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text))
                : null;
        }
        finally
        {
            NativeMemory.Free(text);
        }
    }

    /// <summary>Rust ends its names with a hash, as if it were a function in the function.</summary>
    private static string WithoutRustHash(string name)
    {
        int mark = name.Length - RustHashLength - RustHashMark.Length;
        return mark > 0 && name.AsSpan(mark).StartsWith(RustHashMark)
            && name.AsSpan(mark + RustHashMark.Length).IndexOfAnyExceptInRange('0', 'f') < 0
                ? name[..mark]
                : name;
    }

    [LibraryImport("libstdc++.so.6", EntryPoint = "__cxa_demangle", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial byte* Demangle(string mangled, byte* buffer, nuint* length, out int status);
}
