using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Clrscope.Testing;
using Xunit;

namespace Clrscope.Segment.Tests;

/// <summary>Compares the managed mirror with what the native compiler makes of layout.h.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void MirrorsTheNativeLayout()
    {
        SortedSet<string> native = [.. NativeFacts()];
        SortedSet<string> managed = [.. ManagedFacts()];

        Assert.Equal([], native.Except(managed).Select(fact => $"only native: {fact}"));
        Assert.Equal([], managed.Except(native).Select(fact => $"only managed: {fact}"));
    }

    private static string[] NativeFacts()
    {
        string tool = Environment.GetEnvironmentVariable("CLRSCOPE_LAYOUT_DUMP") ??
            Path.Combine(RepositoryRoot.Path, "build", "release", "tests", "native", "layout_dump");
        Assert.True(
            File.Exists(tool),
            $"{tool} is missing: build the native tests first, or name the tool in CLRSCOPE_LAYOUT_DUMP.");
        using Process process = Process.Start(new ProcessStartInfo(tool) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<string> ManagedFacts() =>
    [
        .. Constants(),
        .. Struct<Header>(),
        .. Struct<Control>(),
        .. Struct<Consumer>(),
        .. Struct<Producer>(),
        .. CountersStruct(),
        .. Struct<RecordHeader>(),
        .. Struct<SampleRecord>(),
        .. Struct<SpanIds>(),
        .. Struct<SpanRecord>(),
        .. Struct<JournalHeader>(),
        .. Struct<ProcessRecord>(),
        .. Struct<ResourceRecord>(),
        .. Struct<ModuleRecord>(),
        .. Struct<ModuleUnloadRecord>(),
        .. Struct<ModulePartRecord>(),
        .. Struct<MethodRecord>(),
        .. Struct<CodeRange>(),
        .. Struct<IlMapEntry>(),
        .. Struct<MethodUnloadRecord>(),
        .. Struct<LibraryRecord>(),
        .. Struct<LibraryUnloadRecord>(),
        .. Struct<CodeRegionRecord>(),
        .. Struct<StubCodeRecord>(),
        .. Struct<ThreadRecord>(),
        .. Struct<ThreadEndRecord>(),
        .. Values<PinnedSetting>(),
        .. Values<MethodFlag>(),
        .. Values<StubFlag>(),
        .. Values<ThreadFlag>(),
        .. Values<RecordKind>(),
        .. Values<SampleKind>(),
        .. Values<SpanAttribute>(),
        .. Values<JournalKind>(),
        .. Values<ModulePart>(),
        .. Values<StopReason>(),
        .. Values<PseudoFrame>(),
        .. Texts<StopReason>(Layout.Text),
        .. Texts<PseudoFrame>(frame => Layout.Text(frame)!),
        .. Texts<SpanAttribute>(attribute => Layout.Text(attribute)!),
        .. Texts<Counter>(Layout.Text),
        .. Enum.GetValues<Counter>().Select(counter => $"counter.{counter} {(uint)counter} {Layout.Name(counter)}"),
    ];

    private static IEnumerable<string> Constants() =>
        typeof(Layout).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => $"const.k{field.Name} {field.GetRawConstantValue()}");

    private static IEnumerable<string> Struct<T>()
        where T : unmanaged
    {
        yield return $"sizeof.{typeof(T).Name} {Unsafe.SizeOf<T>()}";
        foreach (FieldInfo field in typeof(T).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
        {
            yield return $"offset.{typeof(T).Name}.{NativeName(field)} {Marshal.OffsetOf<T>(field.Name)}";
        }
    }

    // The marshaller, which knows the offsets of the other structs, does not know inline arrays.
    private static IEnumerable<string> CountersStruct()
    {
        Counters counters = default;
        return
        [
            $"sizeof.Counters {Unsafe.SizeOf<Counters>()}",
            $"offset.Counters.values {OffsetIn(ref counters, ref counters.Values)}",
            $"offset.Counters.stopReasons {OffsetIn(ref counters, ref counters.StopReasons)}",
            $"offset.Counters.handlerHistogram {OffsetIn(ref counters, ref counters.HandlerHistogram)}",
        ];
    }

    private static nint OffsetIn<TStruct, TField>(ref TStruct start, ref TField field) =>
        Unsafe.ByteOffset(ref Unsafe.As<TStruct, byte>(ref start), ref Unsafe.As<TField, byte>(ref field));

    // A positional record struct keeps its values in fields named <Property>k__BackingField.
    private static string NativeName(FieldInfo field)
    {
        string name = field.Name.TrimStart('<');
        name = name.Contains('>') ? name[..name.IndexOf('>')] : name;
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    // None = 0 is for C# only: a set of flags without any.
    private static IEnumerable<string> Values<T>()
        where T : struct, Enum =>
        Enum.GetNames<T>()
            .Where(name => name != "None")
            .Select(name => $"enum.{typeof(T).Name}.{name} {Convert.ToUInt64(Enum.Parse<T>(name))}");

    private static IEnumerable<string> Texts<T>(Func<T, string> text)
        where T : struct, Enum =>
        Enum.GetValues<T>().Select(value => $"text.{typeof(T).Name}.{value} {text(value)}");
}
