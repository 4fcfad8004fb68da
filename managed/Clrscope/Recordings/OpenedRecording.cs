using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Clrscope.CommandLine.Platform;
using Clrscope.CommandLine.Text;
using Clrscope.Queries;
using Clrscope.Recording;

namespace Clrscope.CommandLine.Recordings;

/// <summary>A recording that is being asked.</summary>
internal sealed class OpenedRecording : IDisposable
{
    private readonly RecordingScope _scope;

    private OpenedRecording(RecordingScope scope, RecordingReader reader, RecordingExtent extent)
    {
        _scope = scope;
        Reader = reader;
        Extent = extent;
    }

    public RecordingReader Reader { get; }

    /// <summary>What time it is of.</summary>
    public RecordingExtent Extent { get; }

    /// <exception cref="CommandException">There is none; says what to do.</exception>
    public static OpenedRecording Open(RecordingScope scope)
    {
        if (!Directory.Exists(scope.Directory))
        {
            throw Missing(scope, "there is no recording");
        }

        ShortLivedHeap.Begin();
        RecordingReader reader = RecordingReader.Open(scope.Directory);
        if (RecordingExtent.Of(reader) is RecordingExtent extent)
        {
            return new OpenedRecording(scope, reader, extent);
        }

        RecordingDamage damage = reader.Damage;
        reader.Dispose();
        throw Missing(
            scope, damage.Files == 0 ? "nothing has been recorded" : $"none of its {damage.Files} recordings can be read by this version");
    }

    /// <summary>Says that the answer is empty, and which times would have one.</summary>
    public void ReportNothing(string what) =>
        _scope.Error.WriteLine(
            $"clrscope: {what} {TimeRange.Asked(_scope.Window, Extent)}; the recording is {TimeRange.Of(Extent)} (--last, --from, --to).");

    /// <summary>Says what of the recording could not be read; a file that is just being written is no damage.</summary>
    public void ReportDamage()
    {
        RecordingDamage damage = Reader.Damage;
        if (damage.Blocks > 0 || damage.Files > 0)
        {
            string files = damage.Files > 0 ? $" and {Figures.Count(damage.Files, "file")}" : "";
            _scope.Error.WriteLine(
                $"clrscope: {_scope.Directory}: {Figures.Count(damage.Blocks, "damaged block")}{files} skipped; the rest was read.");
        }
    }

    /// <summary>Writes a result for programs.</summary>
    public void WriteJson<T>(T result, JsonTypeInfo<T> type) => _scope.Output.WriteLine(JsonSerializer.Serialize(result, type));

    public void Dispose() => Reader.Dispose();

    private static CommandException Missing(RecordingScope scope, string what) => new(
        $"{scope.Directory}: {what}. The agent records while profiled processes run ('clrscope ps' lists them); "
        + "--recording names another directory.");
}
