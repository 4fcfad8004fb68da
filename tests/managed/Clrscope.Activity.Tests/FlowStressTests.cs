using System.Collections.Concurrent;
using System.Diagnostics;

namespace Clrscope.Activities.Tests;

public sealed class FlowStressTests : TrackerTest
{
    private readonly ConcurrentQueue<string> _mismatches = new();
    private int _checks;
    private int _shown;

    [Fact]
    public async Task Eight_thousand_checks_find_nothing_stale()
    {
        var random = new Random(1);
        Task[] flows = [.. Enumerable.Range(0, 50).Select(i => Task.Run(() => Flow(new Random(random.Next() + i), 0)))];
        while (!Task.WhenAll(flows).IsCompleted)
        {
            await Task.Delay(1);
            Look();
        }
        await Task.WhenAll(flows);
        Assert.Empty(_mismatches.Take(5));
        Assert.InRange(_checks, 8_000, int.MaxValue);
        Assert.InRange(_shown, _checks / 4, _checks - 1);
    }

    private async Task Flow(Random random, int depth)
    {
        for (int i = 0; i < 25; i++)
        {
            Look();
            switch (random.Next(9))
            {
                case 0:
                    await Task.Yield();
                    break;
                case 1:
                    await Task.Delay(random.Next(3)).ConfigureAwait(false);
                    break;
                case 2 or 3 when depth < 3:
                    using (Begin("child"))
                    {
                        Look();
                        await Flow(random, depth + 1);
                    }
                    break;
                case 4 when depth < 3:
                    int seed = random.Next();
                    await Task.Run(() => Flow(new Random(seed), depth + 2));
                    break;
                case 5:
                    Activity? saved = Activity.Current;
                    Activity.Current = null;
                    Look();
                    await Task.Yield();
                    Look();
                    Activity.Current = saved;
                    break;
                case 6:
                    using (Begin("short"))
                    {
                        Look();
                    }
                    break;
                case 7:
                    using (ExecutionContext.SuppressFlow())
                    {
                        _ = Task.Run(Look);
                    }
                    break;
                default:
                    _ = Task.Run(Look);
                    break;
            }
        }
    }

    private void Look()
    {
        Interlocked.Increment(ref _checks);
        ContextCopy here = Profiler.Here;
        if (here.IsValid)
        {
            Interlocked.Increment(ref _shown);
        }
        // A flow that was left behind may see its activity stop between the two looks.
        if (here.Mismatch(Activity.Current) is { } mismatch && Profiler.Here.Mismatch(Activity.Current) is not null &&
            Activity.Current is not { IsStopped: true })
        {
            _mismatches.Enqueue(mismatch);
        }
    }
}
