using System.Runtime;

namespace Burn;

/// <summary>Mostly short-lived objects, and a table of old ones that are replaced at random: every generation is collected.</summary>
internal static class GcMode
{
    private sealed record Order(int Number, string Customer, byte[] Payload, Order? Previous);

    public static int Run(Arguments arguments)
    {
        var deadline = new Deadline(arguments.Seconds);
        var random = new Random(1);
        var old = new Order?[200_000];
        int number = 0;
        while (!deadline.Passed)
        {
            for (int i = 0; i < 1_000; i++)
            {
                var order = new Order(number, $"customer {number}", new byte[random.Next(16, 512)], null);
                int place = random.Next(old.Length);
                if (number++ % 4 == 0)
                {
                    old[place] = order with { Previous = old[place] is { } previous ? previous with { Previous = null } : null };
                }
            }
        }

        return Report.Print(
            "gc",
            ("server", GCSettings.IsServerGC ? 1 : 0),
            ("orders", number),
            ("gen0", GC.CollectionCount(0)),
            ("gen2", GC.CollectionCount(2)));
    }
}
