using System.Text.Json;

namespace Clrscope.EndToEnd.Tests;

/// <summary>
/// A profiler that knows nothing of clrscope finds what a process is called and which spans its threads are in, by
/// OpenTelemetry's documents alone.
/// </summary>
public sealed class PublishedContextTests : IDisposable
{
    private const int Threads = 3;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void A_process_has_the_name_and_attributes_that_its_environment_gives_it()
    {
        PublishedContext context = PublishedContext.Of(Profiled(program => program
            .With("OTEL_SERVICE_NAME", "checkout")
            .With("OTEL_RESOURCE_ATTRIBUTES", "service.version=1.2%2B3,service.name=other,broken,deployment.environment.name=test")));

        Assert.NotNull(context.Resource);
        Assert.Equal(
            ["service.name", "service.instance.id", "service.version", "deployment.environment.name", "process.pid"],
            context.Resource.Keys);
        Assert.Equal("checkout", context.Resource["service.name"].GetString());
        Assert.True(Guid.TryParse(context.Resource["service.instance.id"].GetString(), out _));
        Assert.Equal("1.2+3", context.Resource["service.version"].GetString());
        Assert.Equal("test", context.Resource["deployment.environment.name"].GetString());
    }

    [Fact]
    public void A_process_without_a_name_is_called_like_its_assembly()
    {
        RunningProgram program = Profiled(program => program);

        PublishedContext context = PublishedContext.Of(program);

        Assert.Equal("Burn", context.Resource?["service.name"].GetString());
        Assert.Equal(program.Pid, context.Resource?["process.pid"].GetInt32());
    }

    [Fact]
    public void A_profile_says_what_its_process_is_called()
    {
        string path = _workspace.File("profile.pb.gz");

        _workspace.Run(ProgramStart.Clrscope("run", "--hz", "1000", "-o", path, "--")
            .Around(ProgramStart.Burn("spin 0.5 1"))
            .With("OTEL_RESOURCE_ATTRIBUTES", "service.name=checkout,team=a%2Cb")).Successful();

        CpuProfile profile = CpuProfile.Load(path);
        Assert.Contains("service.name=checkout", profile.Comments);
        Assert.Contains("team=a,b", profile.Comments);
    }

    [Fact]
    public void A_thread_has_the_span_that_it_is_in_and_others_have_none()
    {
        RunningProgram program = Profiled(program => program);

        PublishedContext context = PublishedContext.Of(program);

        Assert.Equal("tlsdesc_v1_dev", context.Attributes?["threadlocal.schema_version"].GetString());
        Assert.Equal(
            Spans(program),
            context.Threads.Select(span => (span.Tid, span.TraceId, span.SpanId, span.Attributes["clrscope.local_root_span_id"])).Order());
        Assert.True(context.ThreadsLookedAt > Threads);
    }

    [Fact]
    public void Switched_off_threads_have_no_spans_but_the_process_has_its_name()
    {
        PublishedContext context = PublishedContext.Of(Profiled(program => program.With("CLRSCOPE_ACTIVITY_ENABLED", "false")));

        Assert.Equal("Burn", context.Resource?["service.name"].GetString());
        Assert.Empty(context.Attributes!);
        Assert.Empty(context.Threads);
    }

    private static (int Tid, string Trace, string Span, string Root)[] Spans(RunningProgram program) =>
    [
        .. program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(span => (span.GetProperty("tid").GetInt32(), Text(span, "trace_id"), Text(span, "span_id"), Text(span, "root_span_id")))
            .Order(),
    ];

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    /// <summary>A program whose threads are all in their spans.</summary>
    private RunningProgram Profiled(Func<ProgramStart, ProgramStart> with)
    {
        RunningProgram program = _workspace.Start(with(ProgramStart.Burn($"hold {Threads} 600").Profiled().With("CLRSCOPE_AGENT", "off")));
        Eventually.True(() => program.Output.Count(c => c == '\n') == Threads, $"{Threads} threads hold activities; {program.Error}");
        return program;
    }
}
