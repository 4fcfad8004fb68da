using Clrscope.Agent.Collecting;
using Clrscope.CommandLine;
using Clrscope.CommandLine.Run;
using Clrscope.Profiles;
using Clrscope.Segment;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Commands;

public sealed class RunPartsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_command_gets_the_profiler_and_no_other_settings_than_were_asked_for()
    {
        Dictionary<string, string?> variables = ProfilerEnvironment.For(new RunOptions { Command = ["app"], Top = 0 }, "/dev/shm/x");
        Assert.Equal("1", variables["CORECLR_ENABLE_PROFILING"]);
        Assert.Equal("{6AF495FF-C90D-4555-8CAD-A5F34F3A3485}", variables["CORECLR_PROFILER"]);
        Assert.Equal(ProfilerEnvironment.LibraryPath, variables["CORECLR_PROFILER_PATH"]);
        Assert.Null(variables["CORECLR_PROFILER_PATH_64"]);
        Assert.Equal("/dev/shm/x", variables["CLRSCOPE_DIR"]);
        Assert.Equal("off", variables["CLRSCOPE_AGENT"]);
        Assert.DoesNotContain("CLRSCOPE_CPU_HZ", variables.Keys);
        Assert.Equal(
            "250", ProfilerEnvironment.For(new RunOptions { Command = ["app"], Top = 0, Hz = 250 }, "/x")["CLRSCOPE_CPU_HZ"]);
    }

    [Fact]
    public void A_command_is_found_as_a_shell_finds_it()
    {
        Assert.Equal(127, Assert.Throws<CommandException>(() => CommandPath.Find("no-such-command-anywhere")).ExitCode);
        Assert.Equal(127, Assert.Throws<CommandException>(() => CommandPath.Find("/no/such/file")).ExitCode);
        string file = _directory.File("data");
        File.WriteAllText(file, "x");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        Assert.Equal(126, Assert.Throws<CommandException>(() => CommandPath.Find(file)).ExitCode);
        Assert.EndsWith("/sh", CommandPath.Find("sh"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_for_all_or_one_for_each()
    {
        CollectedProcess[] processes = [Collected("shop", 1, 3), Collected("dotnet build", 2, 4)];
        RunOptions options = new() { Command = ["app"], Top = 0, Output = _directory.File("x.pb.gz") };
        DateTimeOffset now = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

        string one = Assert.Single(new ProfileFiles(options, now).Write(processes));
        Assert.Equal(_directory.File("x.pb.gz"), one);
        Assert.Equal(7, PprofReader.Read(one).Total(0));

        IReadOnlyList<string> each = new ProfileFiles(options with { PerProcess = true }, now).Write(processes);
        Assert.Equal([_directory.File("x-shop-1.pb.gz"), _directory.File("x-dotnet_build-2.pb.gz")], each);
        Assert.Equal([3L, 4L], each.Select(path => PprofReader.Read(path).Total(0)));
    }

    [Fact]
    public void A_directory_that_does_not_exist_is_said_before_the_command_runs()
    {
        RunOptions options = new() { Command = ["app"], Top = 0, Output = _directory.File("none/x.pb.gz") };
        CommandException error = Assert.Throws<CommandException>(() => new ProfileFiles(options, DateTimeOffset.UtcNow));
        Assert.Contains("none/x.pb.gz", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_tells_totals_drops_methods_and_files()
    {
        using StringWriter error = new();
        new RunSummary(error, width: 60).Write(
            [
                Collected("shop", 1, 3, counters =>
                {
                    counters.SetDrops(2);
                    counters.SetDroppedWeight(20_000_000);
                }),
                Collected("worker", 2, 1, isRunning: true),
            ],
            ["/tmp/x.pb.gz"],
            top: 5);
        string text = error.ToString();
        Assert.Contains("2 processes, 4 samples, 0.04 s of CPU time", text, StringComparison.Ordinal);
        Assert.Contains("Incomplete: 2 samples dropped because the ring was full.", text, StringComparison.Ordinal);
        Assert.Contains("0.02 s of CPU time is missing", text, StringComparison.Ordinal);
        Assert.Contains("Still running, in the profile up to now: worker (2).", text, StringComparison.Ordinal);
        Assert.Contains("FLAT%", text, StringComparison.Ordinal);
        Assert.Contains("Hot.Method()", text, StringComparison.Ordinal);
        Assert.Contains("go tool pprof -http=: /tmp/x.pb.gz", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_samples_says_why()
    {
        Assert.Contains("cpu:enabled", NothingProfiled.Explain("sh", 1, cpuEnabled: false), StringComparison.Ordinal);
        Assert.Contains("too little CPU time", NothingProfiled.Explain("sh", 1, cpuEnabled: true), StringComparison.Ordinal);
        Assert.Contains("not a .NET program", NothingProfiled.Explain("sh", 0, cpuEnabled: true), StringComparison.Ordinal);
        string script = _directory.File("script");
        File.WriteAllText(script, "#!/bin/sh\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Contains("is a script", NothingProfiled.Explain(script, 0, cpuEnabled: true), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_is_known_by_its_interpreter()
    {
        Assert.Equal(ProgramKind.Musl, KindOf(ElfWith("/lib/ld-musl-x86_64.so.1", OwnMachine())));
        Assert.Equal(ProgramKind.Glibc, KindOf(ElfWith("/lib64/ld-linux-x86-64.so.2", OwnMachine())));
        Assert.Equal(ProgramKind.StaticBinary, KindOf(ElfWith(null, OwnMachine())));
    }

    [Fact]
    public void A_program_for_another_machine_or_no_program_is_known_as_such()
    {
        Assert.Equal(ProgramKind.OtherArchitecture, KindOf(ElfWith(null, machine: 243)));
        Assert.Equal(ProgramKind.NotElf, KindOf("ELF"u8.ToArray()));
        Assert.Equal(ProgramKind.NotElf, ElfProgram.KindOf(_directory.File("none")));
    }

    private ProgramKind KindOf(byte[] content)
    {
        string path = _directory.File("program");
        File.WriteAllBytes(path, content);
        return ElfProgram.KindOf(path);
    }

    private static ushort OwnMachine() => BitConverter.ToUInt16(File.ReadAllBytes("/proc/self/exe"), 18);

    private static byte[] ElfWith(string? interpreter, ushort machine)
    {
        byte[] elf = new byte[64 + 56 + 64];
        "\u007FELF"u8.CopyTo(elf);
        BitConverter.TryWriteBytes(elf.AsSpan(18), machine);
        BitConverter.TryWriteBytes(elf.AsSpan(32), 64L);
        BitConverter.TryWriteBytes(elf.AsSpan(56), (ushort)1);
        if (interpreter is not null)
        {
            BitConverter.TryWriteBytes(elf.AsSpan(64), 3);
            BitConverter.TryWriteBytes(elf.AsSpan(64 + 8), 120L);
            BitConverter.TryWriteBytes(elf.AsSpan(64 + 32), (long)interpreter.Length + 1);
            System.Text.Encoding.ASCII.GetBytes(interpreter, elf.AsSpan(120));
        }

        return elf;
    }

    private CollectedProcess Collected(
        string name, int pid, long samples, Action<FakeCounters>? count = null, bool isRunning = false)
    {
        ProfileBuilder builder = new(ProfileKind.Cpu);
        int location = builder.AddLocation(LocationInfo.NoMapping, 0, new Line(builder.AddFunction("Hot.Method()"), 0));
        builder.AddSample([location], LabelSet.Empty, samples, samples * 10_000_000);
        FakeCounters counters = new();
        count?.Invoke(counters);
        return new CollectedProcess
        {
            Pid = pid,
            Name = name,
            Profile = builder.Build(),
            Samples = samples,
            Counters = counters.Read(_directory.File($"{pid}.seg")),
            Faults = default,
            IsRunning = isRunning,
        };
    }

    private sealed class FakeCounters
    {
        private readonly SegmentBuilder _builder = new();

        public void SetDrops(ulong count) => _builder.Counters.Values[(int)Counter.SamplesDroppedRingFull] = count;

        public void SetDroppedWeight(ulong nanoseconds) => _builder.Counters.Values[(int)Counter.DroppedWeightNs] = nanoseconds;

        public CountersSnapshot Read(string path)
        {
            using SegmentFile segment = SegmentFile.Open(_builder.Save(path));
            return segment.ReadCounters();
        }
    }
}
