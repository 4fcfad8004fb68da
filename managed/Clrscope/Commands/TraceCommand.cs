using System.CommandLine;
using Clrscope.CommandLine.Recordings;
using Clrscope.CommandLine.Text;
using Clrscope.Queries;
using Clrscope.Queries.Export;
using Clrscope.Queries.Traces;
using Clrscope.Recording;
using TraceId = Clrscope.Segment.TraceId;

namespace Clrscope.CommandLine.Commands;

/// <summary>`clrscope trace`: one trace over time.</summary>
internal static class TraceCommand
{
    private const int DefaultTop = 40;

    private const string Examples =
        """
          clrscope trace 4bf92f3577b34da6a3ce929d0e0e4736
          clrscope trace 4bf92f35 --flame trace.html           the first digits will do, if no other trace has them
          clrscope trace 4bf92f35 -o trace.pb.gz               for other tools
        """;

    private const string Epilogue =
        """
        Samples are taken each so often of a thread's CPU time, and a sample is drawn as the time before it that it stands for. Where no
        sample is, a thread may still have worked for a moment. Work in a span's children, in other processes, too, is the span's own.
        """;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> id = new("ID") { Description = "The trace id, its first 8 digits or more, or a traceparent header" };
        Option<int> top = CommonOptions.Count("--top", DefaultTop, "How many spans");
        Option<string?> output = new("-o", "--output") { Description = "Write its samples as a profile", HelpName = "FILE" };
        Option<string?> flame = new("--flame") { Description = "Draw its samples as a flame graph", HelpName = "FILE" };
        DocumentedCommand trace = new("trace", "Show what one trace did, by span and by thread") { Examples = Examples, Epilogue = Epilogue };
        trace.Add(id);
        RecordingOptions options = new(trace, null);
        trace.Add(top);
        trace.Add(output);
        trace.Add(flame);
        trace.SetAction(parsed => Execute(
            options.Read(parsed),
            parsed.GetRequiredValue(id),
            parsed.GetValue(top),
            parsed.GetValue(output),
            parsed.GetValue(flame)));
        return trace;
    }

    private static int Execute(RecordingScope scope, string id, int top, string? output, string? flame)
    {
        TraceIdPrefix prefix = TraceIdPrefix.Parse(id) ?? throw new CommandException(
            $"'{TerminalText.Clean(id)}' is no trace id: {TraceIdPrefix.MinDigits} to 32 hex digits. 'clrscope slow' shows some.", ExitCode.Usage);
        using OpenedRecording recording = OpenedRecording.Open(scope);
        TraceQuery query = new() { Id = prefix, Window = scope.Window, Processes = scope.Processes, MaxSpans = top };
        TraceAnswer answer = query.Run(recording.Reader);
        recording.ReportDamage();
        TraceResult trace = answer.Trace ?? throw NotOne(answer, prefix, scope, recording.Extent);
        if (scope.Json)
        {
            recording.WriteJson(trace, QueryJson.Default.TraceResult);
        }
        else
        {
            TraceReport.Write(trace, scope.Output, TerminalWidth.OfOutput());
        }

        if (output is not null || flame is not null)
        {
            WriteFiles(scope, recording, trace, output, flame);
        }

        return ExitCode.Success;
    }

    private static void WriteFiles(RecordingScope scope, OpenedRecording recording, TraceResult trace, string? output, string? flame)
    {
        if (trace.Samples == 0)
        {
            scope.Error.WriteLine("clrscope: the trace has no samples; nothing was written.");
            return;
        }

        _ = TraceId.TryParse(trace.TraceId, out TraceId id);
        ExportQuery query = new() { Window = scope.Window, Processes = scope.Processes, Trace = id };
        ExportResult result = query.Run(recording.Reader);
        if (output is not null)
        {
            ExportedFiles.WriteProfile(result.Profile, output);
            scope.Error.WriteLine($"clrscope: the trace's samples are in {output}");
        }

        if (flame is not null)
        {
            ExportedFiles.WriteFlame(result.Profile, $"trace {trace.TraceId}", flame);
            scope.Error.WriteLine($"clrscope: their flame graph is in {flame}");
        }
    }

    private static CommandException NotOne(TraceAnswer answer, TraceIdPrefix id, RecordingScope scope, RecordingExtent extent)
    {
        if (answer.Candidates.Count > 0)
        {
            IEnumerable<string> lines = answer.Candidates.Select(candidate => TerminalText.Clean(
                $"  {candidate.TraceId}{(candidate.StartUnixNs == 0 ? "" : $"  {TimeRange.Exact(candidate.StartUnixNs)}  {candidate.Endpoint}")}"));
            return new CommandException($"several traces begin with {id.Digits}; give more digits:\n{string.Join('\n', lines)}");
        }

        return new CommandException(answer.TraceOfSpan is string trace
            ? $"{id.Digits} is the id of a span; its trace is {trace}."
            : $"no trace begins with {id.Digits} {TimeRange.Of(scope.Window, extent)}. 'clrscope slow --last 15m' shows traces that are there.");
    }
}
