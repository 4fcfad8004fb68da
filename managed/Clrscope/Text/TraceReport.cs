using Clrscope.Queries;
using Clrscope.Queries.Traces;

namespace Clrscope.CommandLine.Text;

/// <summary>A trace as text: what it is, its spans and threads over time, what it awaited, and where its CPU time went.</summary>
internal sealed class TraceReport
{
    private const int DefaultWidth = 120;
    private const int NarrowWidth = 100;
    private const int MinBarWidth = 16;
    private const int MaxWaits = 10;
    private const int MaxKernelSpans = 10;
    private const int MaxFrames = 14;
    private const string Indent = "  ";

    private readonly TraceResult _trace;
    private readonly TextWriter _output;
    private readonly int _width;

    private TraceReport(TraceResult trace, TextWriter output, int? width)
    {
        _trace = trace;
        _output = output;
        _width = width ?? DefaultWidth;
    }

    /// <summary>Writes the trace.</summary>
    public static void Write(TraceResult trace, TextWriter output, int? width)
    {
        TraceReport report = new(trace, output, width);
        report.WriteHeading();
        report.WriteThreads(report.WriteSpans());
        report.WriteWaits();
        report.WriteKernel();
        report.WriteStacks();
    }

    private void WriteHeading()
    {
        Line($"Trace {_trace.TraceId}");
        Line(
            $"{TimeRange.Exact(_trace.StartUnixNs)}, {Figures.Duration(_trace.DurationNs)}{(_trace.IsInFlight ? " so far" : "")}, "
            + $"{Figures.Count(_trace.SpanCount, "span")}, {Figures.Count(_trace.ThreadCount, "thread")}");
        if (_trace.Samples == 0)
        {
            Line("No samples: its threads used little CPU time, or waited all the time.");
            return;
        }

        Line($"CPU {Figures.Duration(_trace.CpuNs)} in {Figures.Count(_trace.Samples, "sample")}");
        Line($"One sample each {Figures.Duration(_trace.SamplingIntervalNs)} of a thread's CPU time: shorter work may not show");
    }

    /// <returns>Columns of the bars.</returns>
    private int WriteSpans()
    {
        Section($"Spans:  {TimelineBar.Legend}");
        string[] names = [.. _trace.Spans.Select((_, i) => NameOf(i))];
        bool isWide = _width >= NarrowWidth;
        Timeline timeline = new(
            _width, MinBarWidth, isWide ? ["SPAN", "START", "TIME", "CPU", "SELF"] : ["SPAN", "TIME", "CPU"], _trace.DurationNs);
        Stack<TraceSpan> open = new();
        for (int i = 0; i < names.Length; i++)
        {
            TraceSpan span = _trace.Spans[i];
            Leave(timeline, open, span.Depth);
            bool isKnown = span.State is TraceSpanState.Ended or TraceSpanState.InFlight;
            string start = "+" + Figures.Duration(span.StartNs);
            string time = isKnown ? Figures.Duration(span.DurationNs) : "-";
            timeline.Add(
                isWide ? [names[i], start, time, Cpu(span.CpuNs), Cpu(span.SelfCpuNs)] : [names[i], time, Cpu(span.CpuNs)],
                bar => bar.Of(span));
            open.Push(span);
        }

        Leave(timeline, open, 0);
        AddHidden(timeline, _trace.Hidden, "");
        return timeline.Write(_output);
    }

    /// <summary>What is not shown of a span comes behind what is.</summary>
    private static void Leave(Timeline timeline, Stack<TraceSpan> open, int depth)
    {
        while (open.TryPeek(out TraceSpan? span) && span.Depth >= depth)
        {
            open.Pop();
            AddHidden(timeline, span.Hidden, IndentOf(span.Depth + 1));
        }
    }

    private static void AddHidden(Timeline timeline, HiddenSpans hidden, string indent)
    {
        if (hidden.Count > 0)
        {
            timeline.AddNote(
                $"{indent}and {Figures.Count(hidden.Count, "more span")}: CPU {Figures.Duration(hidden.CpuNs)}, "
                + $"the longest {Figures.Duration(hidden.LongestNs)}");
        }
    }

    private void WriteThreads(int bar)
    {
        if (_trace.Threads.Count == 0)
        {
            return;
        }

        Section("Threads");
        bool hasPids = _trace.Threads.DistinctBy(thread => thread.Pid).Count() > _trace.Threads.DistinctBy(thread => thread.Service).Count();
        Timeline timeline = new(_width, MinBarWidth, ["THREAD", "TID", "SPANS", "CPU"], _trace.DurationNs);
        foreach (TraceThread thread in _trace.Threads)
        {
            string process = hasPids ? $"{thread.Service} ({thread.Pid})" : thread.Service;
            timeline.Add(
                [$"{process}: {thread.Name}", $"{thread.Tid}", Figures.Count(thread.Spans), Figures.Duration(thread.CpuNs)],
                bar => bar.Of(thread));
        }

        if (_trace.ThreadCount > _trace.Threads.Count)
        {
            timeline.AddNote($"and {Figures.Count(_trace.ThreadCount - _trace.Threads.Count)} more");
        }

        timeline.Write(_output, bar);
    }

    private void WriteWaits()
    {
        if (_trace.Waits.Count == 0)
        {
            return;
        }

        Section(
            $"Awaiting for {Figures.Duration(_trace.MinWaitNs)} or longer (as far as the samples tell)");
        TextTable table = new(
            new("START", ColumnLayout.Right),
            new("TIME", ColumnLayout.Right),
            new("SPAN", ColumnLayout.Left),
            new("AWAITED IN", ColumnLayout.Flexible));
        foreach (TraceWait wait in _trace.Waits.Take(MaxWaits).OrderBy(wait => wait.At.StartNs))
        {
            table.Add(
                "+" + Figures.Duration(wait.At.StartNs),
                Figures.Duration(wait.At.LengthNs),
                Shorten.Middle(TerminalText.Clean(wait.SpanName), _width / 3),
                wait.Method ?? "-");
        }

        table.Write(_output, _width, Indent);
    }

    private void WriteKernel()
    {
        List<TraceSpan> spans = [.. _trace.Spans.Where(span => span.Kernel.Count > 0).Take(MaxKernelSpans)];
        if (spans.Count == 0)
        {
            return;
        }

        Section("In the kernel");
        TextTable table = new(new("CPU", ColumnLayout.Right), new("CALL", ColumnLayout.Left), new("SPAN", ColumnLayout.Flexible));
        foreach ((TraceSpan span, NamedCpu call) in spans.SelectMany(span => span.Kernel.Select(call => (span, call))))
        {
            table.Add(Figures.Duration(call.CpuNs), call.Name, span.Name);
        }

        table.Write(_output, _width, Indent);
    }

    private void WriteStacks()
    {
        if (_trace.Stacks.Count == 0)
        {
            return;
        }

        Section(_trace.StackCount > _trace.Stacks.Count
            ? $"Hottest {_trace.Stacks.Count} of {Figures.Count(_trace.StackCount)} stacks, innermost frames first"
            : "Stacks, innermost frames first");
        foreach (TraceStack stack in _trace.Stacks)
        {
            Line($"{Indent}{Figures.Duration(stack.CpuNs)}  {Figures.Percent(stack.CpuNs, _trace.CpuNs)}  {Figures.Count(stack.Samples, "sample")}");
            foreach (string frame in stack.Frames.Take(MaxFrames))
            {
                Line($"{Indent}{Indent}{Indent}{frame}");
            }

            if (stack.Frames.Count > MaxFrames)
            {
                Line($"{Indent}{Indent}{Indent}and {Figures.Count(stack.Frames.Count - MaxFrames, "more frame")}");
            }
        }
    }

    private string NameOf(int index)
    {
        TraceSpan span = _trace.Spans[index];
        string service = span.Service.Length > 0 && span.IsLocalRoot ? $"{span.Service}: " : "";
        string state = span.State == TraceSpanState.InFlight ? " [in flight]" : "";
        string status = span.Status is "error" ? " [error]" : "";
        return IndentOf(span.Depth) + service + span.Name + status + state;
    }

    // Deep trees keep their names readable.
    private static string IndentOf(int depth) => depth <= 10 ? new string(' ', depth * 2) : $"{new string(' ', 20)}({depth}) ";

    private static string Cpu(long nanoseconds) => nanoseconds == 0 ? "-" : Figures.Duration(nanoseconds);

    private void Section(string title)
    {
        _output.WriteLine();
        Line(title);
    }

    private void Line(string text) => _output.WriteLine(Shorten.Middle(TerminalText.Clean(text), _width));
}
