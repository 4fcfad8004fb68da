using System.Diagnostics;
using System.Text.Json;
using Clrscope.CommandLine;
using Clrscope.Profiles;
using Clrscope.Testing;
using Clrscope.Testing.Recordings;

namespace Clrscope.Agent.Tests.Commands;

public sealed class RecordingCommandsTests : IDisposable
{
    private const string From = "2026-01-02T12:00:00Z";
    private const string To = "2026-01-02T12:10:00Z";

    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    private string Recording => _directory.File("recording");

    public void Dispose()
    {
        _directory.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Endpoints_are_a_table()
    {
        using (RecordingBuilder builder = new(Recording))
        {
            int shop = builder.Process(4711, "Shop", "shop");
            builder.Request(shop, RecordingBuilder.Reference(1, 1), 0, 120, "GET", "/cart");
            builder.Request(shop, RecordingBuilder.Reference(2, 2), 500, 502, "GET", "/health", status: 2);
            builder.Sample(shop, 10, "A", RecordingBuilder.Reference(1, 1));
            builder.Sample(shop, 20, "A", RecordingBuilder.Reference(1, 1));
            builder.Sample(shop, 1030, "B");
        }

        Assert.Equal(0, Run("endpoints", "--from", From, "--to", To));
        Assert.Equal(
            """
            CPU 0.03 s in 3 samples; 2 requests ended, 0 open
            from 2026-01-02 12:00:00Z to 12:00:01Z (1.02 s)

               CPU   CPU%  SAMPLES  REQUESTS  CPU/REQ       P50       P99  ERRORS  ENDPOINT
            0.02 s  66.7%        2         1  20.0 ms  120.0 ms  120.0 ms       -  GET /cart
            0.01 s  33.3%        1         -        -         -         -       -  [no request]
            0.00 s   0.0%        0         1     0 ms    2.0 ms    2.0 ms       1  GET /health

            """,
            _output.ToString());
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void Endpoints_beyond_the_top_are_summed_up()
    {
        WriteShop();
        Assert.Equal(0, Run("endpoints", "--last", "100h", "--top", "2"));
        Assert.Matches(@"\nand \d more with [\d.]+ s \(--top shows more\)\n$", _output.ToString());
    }

    [Fact]
    public void The_slowest_requests_are_a_table_with_their_methods()
    {
        WriteShop();
        Assert.Equal(0, Run("slow", "--last", "100h", "--top", "1", "--endpoint", "checkout"));
        string text = _output.ToString();
        Assert.Contains("have not ended, the oldest for", text, StringComparison.Ordinal);
        Assert.Contains("\n2.31 s  ", text, StringComparison.Ordinal);
        Assert.Contains("  error   POST /checkout\n", text, StringComparison.Ordinal);
        Assert.Contains("  Shop.Prices.Rules.Apply(Cart, Rule)\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_is_shown_by_span_and_thread()
    {
        WriteShop();
        Assert.Equal(0, Run("trace", "4bf92f35"));
        string text = _output.ToString();
        Assert.StartsWith("Trace 4bf92f3577b34da6a3ce929d0e0e4736\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  [remote parent 9900000000000001] ", text, StringComparison.Ordinal);
        Assert.Contains("\n        catalog: GET /items/{id} ", text, StringComparison.Ordinal);
        Assert.Matches(@"\n +\+60\.0 ms  1\.38 s  SELECT orders  Shop\.Orders\.LoadAsync\(int\) \[async\]\n", text);
        Assert.Contains("[kernel] recvmsg  SELECT orders", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
    }

    [Fact]
    public void What_is_not_shown_of_a_span_comes_behind_what_is()
    {
        using (RecordingBuilder builder = new(Recording))
        {
            int shop = builder.Process(1, "Shop");
            builder.Request(shop, RecordingBuilder.Reference(1, 1), 0, 100, "GET", "/cart");
            builder.Span(shop, RecordingBuilder.Reference(1, 2, root: 1), 0, 60, "long", parent: 1);
            builder.Span(shop, RecordingBuilder.Reference(1, 3, root: 1), 60, 61, "short", parent: 1);
            builder.Span(shop, RecordingBuilder.Reference(1, 4, root: 1), 62, 64, "short", parent: 1);
        }

        Assert.Equal(0, Run("trace", "aaaa0000", "--top", "2"));
        Assert.Matches(@"\n    long .*\n    and 2 more spans: CPU 0 ms, the longest 2\.0 ms\n\n", _output.ToString());
    }

    [Fact]
    public void A_trace_can_be_written_as_profile_and_flame_graph()
    {
        WriteShop();
        string profile = _directory.File("trace.pb.gz");
        string flame = _directory.File("trace.html");
        Assert.Equal(0, Run("trace", "4bf92f35", "-o", profile, "--flame", flame));
        Assert.Equal(95, PprofReader.Read(profile).Total(0));
        Assert.Contains("trace 4bf92f3577b34da6a3ce929d0e0e4736", File.ReadAllText(flame), StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_for_programs_are_json()
    {
        WriteShop();
        Assert.Equal(0, Run("endpoints", "--last", "100h", "--json"));
        using (JsonDocument endpoints = JsonDocument.Parse(_output.ToString()))
        {
            Assert.Equal("POST /checkout", endpoints.RootElement.GetProperty("rows")[0].GetProperty("endpoint").GetString());
        }

        _output.GetStringBuilder().Clear();
        Assert.Equal(0, Run("slow", "--last", "100h", "--json"));
        using (JsonDocument slow = JsonDocument.Parse(_output.ToString()))
        {
            Assert.Equal(
                ShopRecording.SlowTrace.ToString(), slow.RootElement.GetProperty("rows")[0].GetProperty("traceId").GetString());
        }

        _output.GetStringBuilder().Clear();
        Assert.Equal(0, Run("trace", ShopRecording.SlowTrace.ToString(), "--json"));
        using JsonDocument trace = JsonDocument.Parse(_output.ToString());
        Assert.Equal("Remote", trace.RootElement.GetProperty("spans")[0].GetProperty("state").GetString());
    }

    [Fact]
    public void An_export_is_read_by_the_reference_tool()
    {
        WriteShop();
        string profile = _directory.File("x.pb.gz");
        Assert.Equal(0, Run("export", "--last", "100h", "--endpoint", "/checkout", "-o", profile));
        Assert.Matches(@"x\.pb\.gz: CPU [\d.]+ s in [\d,]+ samples, from ", _output.ToString());
        string tags = Pprof("-tags", profile);
        foreach (string label in (string[])
            ["trace_id", "span_id", "local root span id", "span id", "trace endpoint", "thread id", "thread name", "process", "pid"])
        {
            Assert.Contains($" {label}: Total", tags, StringComparison.Ordinal);
        }

        Assert.Contains("POST /checkout", tags, StringComparison.Ordinal);
        Assert.DoesNotContain("GET /cart", tags, StringComparison.Ordinal);
        Assert.Contains("Shop.Prices.Rules.Apply(Cart, Rule)", Pprof("-top", profile), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_recording_one_line_says_what_to_do()
    {
        foreach (string[] command in (string[][])[["endpoints"], ["slow"], ["trace", "4bf92f35"], ["export", "-o", _directory.File("x")]])
        {
            _error.GetStringBuilder().Clear();
            Assert.Equal(1, Run(command));
            Assert.Equal(
                $"clrscope: {Recording}: there is no recording. The agent records while profiled processes run ('clrscope ps' lists them); "
                + "--recording names another directory.\n",
                _error.ToString());
        }

        Directory.CreateDirectory(Recording);
        _error.GetStringBuilder().Clear();
        Assert.Equal(1, Run("endpoints"));
        Assert.Contains("nothing has been recorded", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_window_says_which_would_not_be()
    {
        using (RecordingBuilder builder = new(Recording))
        {
            builder.Sample(builder.Process(1, "Shop"), 500, "A");
        }

        Assert.Equal(0, Run("endpoints", "--from", "2026-01-02T13:00:00Z", "--to", "2026-01-02T13:05:00Z"));
        Assert.Equal("", _output.ToString());
        Assert.Equal(
            "clrscope: no samples and no requests from 2026-01-02 13:00:00Z to 13:05:00Z (5m 0s); "
            + "the recording is from 2026-01-02 12:00:00Z to 12:00:00Z (0 ms) (--last, --from, --to).\n",
            _error.ToString());
    }

    [Theory]
    [InlineData("is no trace id", "xyz")]
    [InlineData("'clrscope slow --last 15m' shows traces", "0123456789abcdef")]
    [InlineData("00f067aa0ba902b7 is the id of a span; its trace is 4bf92f3577b34da6a3ce929d0e0e4736.", "00f067aa0ba902b7")]
    public void A_wrong_trace_id_is_answered_with_help(string expected, string id)
    {
        WriteShop();
        Assert.NotEqual(0, Run("trace", id));
        Assert.Contains(expected, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_traces_are_listed()
    {
        using (RecordingBuilder builder = new(Recording))
        {
            int shop = builder.Process(1, "Shop");
            builder.Request(shop, RecordingBuilder.Reference(1, 1), 0, 10, "GET", "/cart");
            builder.Request(shop, RecordingBuilder.Reference(2, 2), 0, 10, "GET", "/orders");
        }

        Assert.Equal(1, Run("trace", "AAAA0000"));
        Assert.Contains("several traces begin with aaaa0000; give more digits:\n  aaaa00000000000", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_is_one_line_beside_the_answer()
    {
        WriteShop();
        string file = Directory.GetFiles(Recording, "*.rec").Order().First();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 0x55;
        File.WriteAllBytes(file, bytes);
        Assert.Equal(0, Run("endpoints", "--last", "100h"));
        Assert.Contains("POST /checkout", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal($"clrscope: {Recording}: 1 damaged block skipped; the rest was read.\n", _error.ToString());
    }

    [Fact]
    public void Names_cannot_do_anything_to_a_terminal()
    {
        string hostile = "\u001B[2J\u202Egnp\u202C\u0007\r\nfake line \u05D0\u05D1 " + new string('x', 5000);
        using (RecordingBuilder builder = new(Recording))
        {
            int shop = builder.Process(1, hostile, hostile);
            builder.Request(shop, RecordingBuilder.Reference(1, 1), 0, 100, hostile, hostile);
            builder.Span(shop, RecordingBuilder.Reference(1, 2, root: 1), 0, 90, hostile, parent: 1);
            builder.Sample(shop, 20, hostile, RecordingBuilder.Reference(1, 2, root: 1), thread: hostile);
            builder.Sample(shop, 30, $"[kernel] {hostile}", RecordingBuilder.Reference(1, 2, root: 1), thread: hostile);
        }

        Assert.Equal(0, Run("endpoints", "--from", From, "--to", To));
        Assert.Equal(0, Run("slow", "--from", From, "--to", To));
        Assert.Equal(0, Run("trace", "aaaa000000000001"));
        string text = _output.ToString();
        Assert.Contains("gnp", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, c => (char.IsControl(c) && c != '\n') || c is '\u202E' or '\u202C' or '\u05D0');
        Assert.DoesNotContain("\nfake line", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--last", "x")]
    [InlineData("--from", "yesterday")]
    [InlineData("--last", "5m", "--to", "-1m")]
    [InlineData("--from", "-1m", "--to", "-5m")]
    public void Times_that_make_no_sense_are_refused(params string[] arguments) =>
        Assert.Equal(2, Run(["endpoints", .. arguments]));

    private void WriteShop() => ShopRecording.Write(Recording, DateTimeOffset.UtcNow, seconds: 70);

    private int Run(params string[] arguments) =>
        CommandLineApplication.Run([.. arguments, "--recording", Recording], _output, _error);

    private string Pprof(params string[] arguments)
    {
        ProcessStartInfo start = new("go", ["tool", "pprof", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PPROF_TMPDIR"] = _directory.Path;
        start.Environment["GOFLAGS"] = "";
        start.Environment["GOTOOLCHAIN"] = "local";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
