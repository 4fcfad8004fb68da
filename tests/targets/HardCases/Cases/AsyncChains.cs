namespace HardCases.Cases;

/// <summary>State machines that go on from one another, on whatever thread completes them.</summary>
internal sealed class AsyncChains : ICase
{
    public string Name => "async-chains";

    public void Run() => Check.Equal(Name, 5151L, Task.Run(Whole).GetAwaiter().GetResult());

    private static async Task<long> Whole()
    {
        long sum = 0;
        await foreach (int i in Numbers(100))
        {
            sum += await Step(i, 3);
        }
        return sum + await Step(101, 20);
    }

    private static async ValueTask<long> Step(int value, int depth)
    {
        if (depth == 0)
        {
            return value;
        }
        if (depth % 4 == 0)
        {
            await Task.Yield();
        }
        return await Step(value, depth - 1);
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            if (i % 10 == 0)
            {
                await Task.Yield();
            }
            yield return i;
        }
    }
}
