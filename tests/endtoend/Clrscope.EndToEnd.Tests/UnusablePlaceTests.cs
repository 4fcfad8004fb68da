using Clrscope.Segment;

namespace Clrscope.EndToEnd.Tests;

/// <summary>A segment directory that cannot be used costs the program its profile and nothing else; one line says why.</summary>
public sealed class UnusablePlaceTests : IDisposable
{
    private const uint Nobody = 65534;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void A_directory_that_cannot_be_written()
    {
        string line = OneLineOf(MountedPlaces.Behind(MountedPlaces.ReadOnly(_workspace.Segments)).Around(Profiled(_workspace.Segments)));

        Assert.Contains(_workspace.Segments, line, StringComparison.Ordinal);
        Assert.Contains("Read-only file system", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_cannot_be_made()
    {
        string line = OneLineOf(Profiled("/proc/clrscope"));

        Assert.Contains("/proc/clrscope cannot be created", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_the_place_of_a_directory()
    {
        string file = _workspace.File("file");
        File.WriteAllText(file, "");

        Assert.Contains($"{file} is not a directory", OneLineOf(Profiled(file)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_of_another_user()
    {
        string directory = _workspace.MakeDirectory("foreign");
        if (Posix.EffectiveUserId() == 0)
        {
            Posix.ChangeOwner(directory, Nobody);
        }
        else
        {
            directory = "/usr";
        }

        Assert.Contains($"{directory} belongs to user", OneLineOf(Profiled(directory)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_others_can_write_to()
    {
        string directory = _workspace.MakeDirectory("open");
        File.SetUnixFileMode(directory, (UnixFileMode)Convert.ToInt32("777", 8));

        string line = OneLineOf(Profiled(directory));

        Assert.Contains(directory, line, StringComparison.Ordinal);
        Assert.Contains("chmod 700", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_system_without_room_for_the_ring()
    {
        string line = OneLineOf(MountedPlaces.Behind(MountedPlaces.Memory(_workspace.Segments, 4096)).Around(Profiled(_workspace.Segments)));

        Assert.Contains(_workspace.Segments, line, StringComparison.Ordinal);
        Assert.Contains("No space left on device", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_room_in_shared_memory_the_segment_goes_to_tmp()
    {
        string place = $"/tmp/clrscope-{Posix.EffectiveUserId()}";
        string stand_in = Directory.CreateTempSubdirectory("clrscope-test-").FullName;
        string profile = Path.Combine(stand_in, "listing");
        try
        {
            // What lies in memory is out of sight behind the mount, the workspace included.
            ProgramStart program = ProgramStart.Shell($"ls {place} > '{profile}.before'; \"$@\"; code=$?; ls {place} > '{profile}'; exit $code")
                .Around(Profiled(""))
                .With("CLRSCOPE_AGENT", "off");
            ProgramResult result = _workspace.Run(MountedPlaces.Behind(
                $"mkdir -p -m 700 {place}",
                MountedPlaces.Memory(place, 64 << 10),
                MountedPlaces.Memory("/dev/shm", 1024)).Around(program));

            AssertUnharmed(result);
            Assert.Equal("", result.Error);
            Assert.Equal("", File.ReadAllText($"{profile}.before"));
            Assert.Matches(@"^\d+-\d+\.seg\n$", File.ReadAllText(profile));
        }
        finally
        {
            Directory.Delete(stand_in, recursive: true);
        }
    }

    [Fact]
    public void A_file_system_that_is_full_later_costs_names_and_is_counted()
    {
        // Room for the smallest ring and a journal of 44 kB, which the methods of this load exceed.
        ProgramStart program = ProgramStart.Burn("jit 4")
            .Profiled()
            .With("CLRSCOPE_AGENT", "off")
            .With("CLRSCOPE_RING_MB", 1)
            .With("CLRSCOPE_CPU_HZ", 1000);
        string ps = _workspace.File("ps.json");
        string finish = $"unset CORECLR_ENABLE_PROFILING; '{Installation.Clrscope}' ps --json > '{ps}'; CLRSCOPE_AGENT_IDLE_SECONDS=1 '{Installation.Clrscope}' agent --idle-exit";
        ProgramResult result = _workspace.Run(MountedPlaces.Behind(MountedPlaces.Memory(_workspace.Segments, 1024 + 32 + 44))
            .Around(ProgramStart.Shell($"\"$@\" && {finish}")).Around(program)).Successful();

        Assert.Contains("\"mode\":\"jit\"", result.Output, StringComparison.Ordinal);
        Assert.Contains($"\"{Layout.Name(Counter.JournalDroppedRecords)}\":", File.ReadAllText(ps), StringComparison.Ordinal);
        CpuProfile profile = CpuProfile.LoadAll(_workspace.ProfileFiles);
        Assert.True(profile.Samples >= 200, $"{profile.Samples} samples");
        Assert.Contains(profile.Frames, name => name.StartsWith("Burn.JitMode.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_without_room_for_segments_says_so_and_does_not_begin()
    {
        string path = _workspace.File("profile.pb.gz");
        ProgramResult run = _workspace.Run(MountedPlaces.Behind(MountedPlaces.Memory(_workspace.Segments, 4096))
            .Around(ProgramStart.Clrscope("run", "-o", path, "--")).Around(ProgramStart.HelloWorld()));

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        string line = Assert.Single(run.ErrorLines);
        Assert.Contains($"{_workspace.Segments}: 4 MiB free", line, StringComparison.Ordinal);
        Assert.Contains("CLRSCOPE_DIR", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_that_cannot_be_written_is_told_before_the_command_runs()
    {
        ProgramResult run = _workspace.Run(ProgramStart.Clrscope("run", "-o", "/no/such/place/profile.pb.gz", "--").Around(ProgramStart.HelloWorld()));

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        string line = Assert.Single(run.ErrorLines);
        Assert.Contains("/no/such/place/profile.pb.gz", line, StringComparison.Ordinal);
        Assert.Contains("there is no directory /no/such/place", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Profiles_wait_in_the_segment_until_they_can_be_written()
    {
        string output = _workspace.File("profiles-later");
        File.WriteAllText(output, "in the way");
        ProgramStart agent = ProgramStart.Clrscope("agent", "--dir", _workspace.Segments).With("CLRSCOPE_OUTPUT", output);

        ProgramResult refused = _workspace.Run(agent);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"cannot write profiles to {output}", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
    }

    private static ProgramStart Profiled(string segments) => ProgramStart.Burn("exit 7").Profiled().With("CLRSCOPE_DIR", segments);

    private static void AssertUnharmed(ProgramResult program) => Assert.Equal((7, ""), (program.ExitCode, program.Output));

    private string OneLineOf(ProgramStart start)
    {
        ProgramResult program = _workspace.Run(start);
        AssertUnharmed(program);
        string line = Assert.Single(program.ErrorLines);
        Assert.StartsWith("clrscope: this process is not profiled: ", line, StringComparison.Ordinal);
        Assert.Contains("CLRSCOPE_DIR", line, StringComparison.Ordinal);
        return line;
    }
}
