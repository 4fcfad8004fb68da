using System.Diagnostics;
using System.Runtime.InteropServices;

// A program with activities and no tracing. It looks at its threads' records as the profiler does, through the library
// that it is given, and counts where they are not what is current.
var records = args.Length > 0 ? new Records(args[0]) : null;
using var source = new ActivitySource("Spans");
await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
{
    for (int j = 0; j < 20; j++)
    {
        using Activity? outer = source.StartActivity("outer", ActivityKind.Server);
        records?.Check();
        await Task.Yield();
        records?.Check();
        using (source.StartActivity("inner"))
        {
            await Task.Delay(1).ConfigureAwait(false);
            records?.Check();
        }
        records?.Check();
    }
})));
records?.Check();
Console.WriteLine($"{Environment.Version.Major}: {records}");

internal sealed unsafe class Records
{
    private readonly delegate* unmanaged<byte*> _context;
    private readonly delegate* unmanaged<uint, int> _count;
    private int _checks;
    private int _shown;
    private int _wrong;

    public Records(string library)
    {
        nint handle = NativeLibrary.Load(library);
        _context = (delegate* unmanaged<byte*>)NativeLibrary.GetExport(handle, "clrscope_thread_context");
        _count = (delegate* unmanaged<uint, int>)NativeLibrary.GetExport(handle, "fake_spans");
    }

    public void Check()
    {
        byte* context = _context();
        bool valid = context[24] == 1;
        string shown = valid ? Convert.ToHexString(new Span<byte>(context + 16, 8)) : "";
        string expected = Activity.Current?.SpanId.ToHexString() ?? "";
        Interlocked.Increment(ref _checks);
        Interlocked.Add(ref _shown, valid ? 1 : 0);
        Interlocked.Add(ref _wrong, shown.Equals(expected, StringComparison.OrdinalIgnoreCase) ? 0 : 1);
    }

    public override string ToString() =>
        $"{_checks} checks, {_shown} shown, {_wrong} wrong, {_count(3)} started, {_count(4)} stopped";
}
