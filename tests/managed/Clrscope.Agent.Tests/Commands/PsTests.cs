using System.Text.Json;
using Clrscope.Agent.Tests.Support;
using Clrscope.CommandLine;
using Clrscope.CommandLine.Status;
using Clrscope.Segment;

namespace Clrscope.Agent.Tests.Commands;

public sealed class PsTests : IDisposable
{
    private readonly AgentEnvironment _environment = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _environment.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void A_status_tells_everything_about_a_process()
    {
        using FakeProcess process = _environment.StartProcess(4711, "shop");
        process.Change(builder =>
        {
            builder.Counters.Values[(int)Counter.SamplesCommitted] = 1500;
            builder.Counters.Values[(int)Counter.ThreadsLive] = 12;
            builder.Counters.Values[(int)Counter.HandlerRuns] = 1000;
            builder.Counters.Values[(int)Counter.HandlerNs] = 2_500_000;
            builder.Counters.Values[(int)Counter.SamplesDroppedRingFull] = 7;
            builder.Producer.AppliedCpuHz = 250;
        });
        using (AgentHost agent = _environment.StartAgent())
        {
            agent.Tick();
        }

        process.Change(builder => builder.Producer.Head += 4096);
        _environment.Time.Advance(TimeSpan.FromSeconds(3));
        ProcessStatus status = Read(process);
        Assert.Equal(4711, status.Pid);
        Assert.Equal("shop", status.Name);
        Assert.Equal("10.0.12", status.Runtime);
        Assert.True(status.IsRunning);
        Assert.Equal(TimeSpan.FromSeconds(3), status.Age);
        Assert.Equal(12UL, status.Threads);
        Assert.Equal(1500UL, status.Samples);
        Assert.Equal(500, status.SamplesPerSecond);
        Assert.Equal(250, status.Hz);
        Assert.Equal(2.5, status.MeanHandlerMicroseconds);
        Assert.Equal(4096UL, status.LagBytes);
        Assert.Equal(TimeSpan.FromSeconds(3), status.SinceHeartbeat);
        Assert.Equal(Environment.ProcessId, status.AgentPid);
        Assert.Equal(("samples_dropped_ring_full", 7UL), Assert.Single(status.Drops.Select(drop => (drop.Name, drop.Count))));

        _environment.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(Read(process).AgentPid);
    }

    [Fact]
    public void A_process_without_an_agent_and_one_that_has_ended_are_told_as_such()
    {
        FakeProcess process = _environment.StartProcess();
        process.Change(builder => builder.Producer.AppliedCpuEnabled = 0);
        process.Die();
        ProcessStatus status = Read(process);
        Assert.False(status.IsRunning);
        Assert.Null(status.AgentPid);
        Assert.Null(status.SinceHeartbeat);
        Assert.Equal(0, status.Hz);
    }

    [Fact]
    public void Looking_changes_nothing()
    {
        FakeProcess process = _environment.StartProcess();
        process.AddSamples(3);
        process.Die();
        byte[] before = File.ReadAllBytes(process.Path);
        Read(process);
        Assert.Equal(before, File.ReadAllBytes(process.Path));
    }

    [Fact]
    public void The_table_has_a_line_for_each_process_and_none_is_wider_than_the_terminal()
    {
        using FakeProcess first = _environment.StartProcess(2, "a-process-with-a-name-that-is-far-too-long-for-any-terminal");
        using FakeProcess second = _environment.StartProcess(1);
        foreach (int width in new[] { 140, 80, 20 })
        {
            using StringWriter output = new();
            ProcessTable.Write([Read(first), Read(second)], output, width);
            string[] lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(3, lines.Length);
            Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
            Assert.StartsWith("PID", lines[0], StringComparison.Ordinal);
            Assert.StartsWith("  1", lines[1], StringComparison.Ordinal);
            Assert.Contains("…", lines[2], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_command_lists_the_processes_of_a_directory()
    {
        using FakeProcess process = _environment.StartProcess(4711, "shop");
        Assert.Equal(0, Run("ps", "--dir", _environment.Segments));
        Assert.Contains("4711  shop", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("none", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_writes_json()
    {
        using FakeProcess process = _environment.StartProcess(4711, "shop");
        Assert.Equal(0, Run("ps", "--json", "--dir", _environment.Segments));
        using JsonDocument json = JsonDocument.Parse(_output.ToString());
        JsonElement only = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(4711, only.GetProperty("pid").GetInt32());
        Assert.Equal("shop", only.GetProperty("process").GetString());
        Assert.Equal(JsonValueKind.Null, only.GetProperty("agentPid").ValueKind);
        Assert.Equal(process.Path, only.GetProperty("segment").GetString());
    }

    [Fact]
    public void Segments_that_cannot_be_read_are_told_and_the_others_listed()
    {
        using FakeProcess process = _environment.StartProcess(4711, "shop");
        File.WriteAllText(Path.Combine(_environment.Segments, "bad.seg"), "x");
        Assert.Equal(1, Run("ps", "--dir", _environment.Segments));
        Assert.Contains("shop", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("bad.seg", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_process_and_no_directory_are_different()
    {
        Assert.Equal(0, Run("ps", "--dir", _environment.Segments));
        Assert.Contains("No process is being profiled.", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, Run("ps", "--dir", "/nowhere"));
        Assert.Contains("/nowhere", _error.ToString(), StringComparison.Ordinal);
    }

    private ProcessStatus Read(FakeProcess process) => new ProcessStatusReader(_environment.Time).Read(process.Path);

    private int Run(params string[] args) => CommandLineApplication.Run(args, _output, _error);
}
