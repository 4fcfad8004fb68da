using System.Diagnostics;
using HardCases;

if (!Options.TryParse(args, out Options options))
{
    Console.Error.Write(Options.Usage);
    return 2;
}

string[] names = [.. Catalog.Create().Select(c => c.Name)];
foreach (string name in options.Only.Except(names))
{
    Console.Error.WriteLine($"no case {name}; there are: {string.Join(", ", names)}");
    return 2;
}

long[] iterations = new long[names.Length];
long deadline = Stopwatch.GetTimestamp() + (long)(options.Seconds * Stopwatch.Frequency);
Exception? failure = null;

void Work(int first)
{
    ICase[] cases = Catalog.Create();
    try
    {
        for (int i = first; Stopwatch.GetTimestamp() < deadline && Volatile.Read(ref failure) is null; i++)
        {
            int index = i % cases.Length;
            if (options.Only.Length == 0 || options.Only.Contains(cases[index].Name))
            {
                cases[index].Run();
                Interlocked.Increment(ref iterations[index]);
            }
        }
    }
    catch (Exception e)
    {
        Volatile.Write(ref failure, e);
    }
}

// Stacks large enough for the recursion, which is deeper than what the walk keeps.
Thread[] threads = [.. Enumerable.Range(0, options.Threads)
    .Select(n => new Thread(() => Work(n * names.Length / options.Threads), 16 << 20) { Name = $"cases {n}" })];
foreach (Thread thread in threads)
{
    thread.Start();
}
foreach (Thread thread in threads)
{
    while (!thread.Join(TimeSpan.FromSeconds(options.ProgressSeconds)))
    {
        Console.Error.WriteLine($"{iterations.Sum()} iterations");
    }
}

for (int i = 0; i < names.Length; i++)
{
    Console.WriteLine($"{names[i],-24}{iterations[i],10}");
}
if (failure is not null)
{
    Console.Error.WriteLine(failure);
    return 1;
}
return 0;
