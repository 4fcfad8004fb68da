using Clrscope.Agent.Configuration;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Settings;

public sealed class SettingsMonitorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _reports = [];
    private DateTime _lastWrite = DateTime.UtcNow;

    private string ConfigFile => _directory.File("clrscope.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_changed_file_is_taken_up_once_it_has_stayed_the_same_for_a_poll()
    {
        WriteFile("""{ "cpu": { "hz": 10 } }""");
        SettingsMonitor monitor = Start();
        WriteFile("""{ "cpu": { "hz": 20 } }""");
        Assert.False(monitor.Poll(_reports.Add));
        Assert.Equal(10, monitor.Current.CpuHz);
        Assert.True(monitor.Poll(_reports.Add));
        Assert.Equal(20, monitor.Current.CpuHz);
        Assert.False(monitor.Poll(_reports.Add));
        Assert.Empty(_reports);
    }

    [Fact]
    public void A_file_that_replaces_another_or_appears_or_goes_is_a_change()
    {
        SettingsMonitor monitor = Start();
        Assert.Equal(100, monitor.Current.CpuHz);

        WriteFile("""{ "cpu": { "hz": 10 } }""");
        Settle(monitor);
        Assert.Equal(10, monitor.Current.CpuHz);

        string other = _directory.File("new");
        File.WriteAllText(other, """{ "cpu": { "hz": 30 } }""");
        File.SetLastWriteTimeUtc(other, _lastWrite += TimeSpan.FromSeconds(1));
        File.Move(other, ConfigFile, overwrite: true);
        Settle(monitor);
        Assert.Equal(30, monitor.Current.CpuHz);

        File.Delete(ConfigFile);
        Settle(monitor);
        Assert.Equal(100, monitor.Current.CpuHz);
    }

    [Fact]
    public void A_change_behind_a_directory_link_is_a_change()
    {
        // As a mounted configuration map does it: the file is a link through a directory link that is exchanged.
        Directory.CreateDirectory(_directory.File("v1"));
        Directory.CreateDirectory(_directory.File("v2"));
        File.WriteAllText(_directory.File("v1/clrscope.json"), """{ "cpu": { "hz": 1 } }""");
        File.WriteAllText(_directory.File("v2/clrscope.json"), """{ "cpu": { "hz": 222 } }""");
        File.CreateSymbolicLink(_directory.File("data"), "v1");
        File.CreateSymbolicLink(ConfigFile, "data/clrscope.json");
        SettingsMonitor monitor = Start();
        Assert.Equal(1, monitor.Current.CpuHz);

        File.Delete(_directory.File("data"));
        File.CreateSymbolicLink(_directory.File("data"), "v2");
        Settle(monitor);
        Assert.Equal(222, monitor.Current.CpuHz);
    }

    [Fact]
    public void A_wrong_reload_keeps_the_last_good_configuration_and_is_reported_once()
    {
        WriteFile("""{ "cpu": { "hz": 10 } }""");
        SettingsMonitor monitor = Start();
        WriteFile("""{ "cpu": { "hz": 5000 } }""");
        Settle(monitor);
        Touch();
        Settle(monitor);
        Assert.Equal(10, monitor.Current.CpuHz);
        string report = Assert.Single(_reports);
        Assert.Contains($"{ConfigFile}: cpu:hz is '5000'; allowed: 1 to 1000", report, StringComparison.Ordinal);
        Assert.Contains("last good configuration", report, StringComparison.Ordinal);

        WriteFile("""{ "cpu": { "hz": 20 } }""");
        Settle(monitor);
        Assert.Equal(20, monitor.Current.CpuHz);

        WriteFile("""{ "cpu": { "hz": 5000 } }""");
        Settle(monitor);
        Assert.Equal(2, _reports.Count);
    }

    [Fact]
    public void A_wrong_file_at_the_start_is_an_error()
    {
        WriteFile("""{ "cpu": { "hz": 5000 } }""");
        Assert.Throws<SettingsException>(Start);
    }

    [Fact]
    public void The_file_is_the_one_on_the_command_line_else_the_one_of_the_environment()
    {
        string other = _directory.File("other.json");
        Dictionary<string, string> environment = new() { ["CLRSCOPE_CONFIG"] = other };
        Assert.Equal(ConfigFile, ConfigFileLocation.From(ConfigFile, environment).Current().FullName);
        Assert.Equal(other, ConfigFileLocation.From(null, environment).Current().FullName);
        Assert.Equal(
            "clrscope.json", ConfigFileLocation.From(null, new Dictionary<string, string>()).Current().Name);
    }

    private SettingsMonitor Start() =>
        new(ConfigFileLocation.From(ConfigFile, new Dictionary<string, string>()), new Dictionary<string, string>());

    // Time stamps are set, so that no change hides in the file system's resolution.
    private void WriteFile(string content)
    {
        File.WriteAllText(ConfigFile, content);
        Touch();
    }

    private void Touch() => File.SetLastWriteTimeUtc(ConfigFile, _lastWrite += TimeSpan.FromSeconds(1));

    private void Settle(SettingsMonitor monitor)
    {
        monitor.Poll(_reports.Add);
        monitor.Poll(_reports.Add);
    }
}
