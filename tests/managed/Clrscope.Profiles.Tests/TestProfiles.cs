namespace Clrscope.Profiles.Tests;

/// <summary>Short ways to write profiles down.</summary>
internal static class TestProfiles
{
    /// <summary>
    /// A CPU profile from lines such as <c>Main;Work;Inner 3 30</c>: frames outermost first, then count and nanoseconds.
    /// </summary>
    internal static Profile Parse(params string[] lines)
    {
        var builder = new ProfileBuilder(ProfileKind.Cpu);
        int mapping = builder.AddMapping(new MappingInfo(0, 0, 0, "app.dll", "") { HasFunctions = true });
        foreach (string line in lines)
        {
            string[] parts = line.Split(' ');
            int[] stack = [.. parts[0].Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Reverse()
                .Select(name => builder.AddLocation(mapping, 0, new Line(builder.AddFunction(name), 0)))];
            Label[] labels = [.. parts.Skip(3).Select(label => label.Split('=')).Select(pair => new Label(pair[0], pair[1]))];
            builder.AddSample(stack, LabelSet.Create(labels), long.Parse(parts[1]), long.Parse(parts[2]));
        }
        return builder.Build();
    }

    /// <summary>What the agent writes for a process with managed, native and unknown frames.</summary>
    internal static Profile Typical()
    {
        var builder = new ProfileBuilder(ProfileKind.Cpu)
        {
            Start = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
            End = DateTimeOffset.FromUnixTimeSeconds(1_700_000_015),
            Period = 10_000_000,
        };
        int app = builder.AddMapping(new MappingInfo(0, 0, 0, "/app/shop.dll", "0123456789abcdef0123456789abcdef")
        {
            HasFunctions = true,
            HasFileNames = true,
            HasLineNumbers = true,
        });
        int clr = builder.AddMapping(new MappingInfo(0x7F00_0000_0000, 0x7F00_0070_0000, 0x1000, "/lib/libcoreclr.so", "c0ffee")
        {
            HasFunctions = true,
        });
        int main = builder.AddFunction("Shop.Program.<Main>$(string[])", "", "/src/Program.cs", 3);
        int find = builder.AddFunction("Shop.Index<TKey, TValue>.Find(TKey[], int)", "Shop.Index`2.Find", "/src/Index.cs", 40);
        int jit = builder.AddFunction("CILJit::compileMethod");
        int mainAt = builder.AddLocation(app, 0x1234, new Line(main, 9));
        int findAt = builder.AddLocation(app, 0x2234, new Line(find, 44));
        int jitAt = builder.AddLocation(clr, 0x7F00_0000_2000, new Line(jit, 0));
        int unknownAt = builder.AddLocation(LocationInfo.NoMapping, 0x666, new Line(builder.AddFunction("[unknown]"), 0));
        var pid = new Label("pid", 4711);
        LabelSet one = LabelSet.Create(new Label("thread name", ".NET TP Worker"), new Label("thread id", 17), pid);
        LabelSet two = LabelSet.Create(new Label("thread name", "main"), new Label("thread id", 4711), pid);
        builder.AddSample([findAt, mainAt], one, 5, 50_000_000);
        builder.AddSample([findAt, mainAt], two, 2, 20_000_000);
        builder.AddSample([jitAt, findAt, mainAt], two, 1, 10_000_000);
        builder.AddSample([unknownAt], LabelSet.Empty, 1, 10_000_000);
        builder.AddComment("clrscope 0.1.0");
        return builder.Build();
    }
}
