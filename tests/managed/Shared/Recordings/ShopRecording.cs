using Clrscope.Recording;
using SpanId = Clrscope.Segment.SpanId;
using TraceId = Clrscope.Segment.TraceId;

namespace Clrscope.Testing.Recordings;

/// <summary>Some minutes of a web shop: two services, requests through both, work in the background, and one request that took long.</summary>
internal static class ShopRecording
{
    /// <summary>The trace of the request that took long.</summary>
    public static readonly TraceId SlowTrace = new(0x4BF9_2F35_77B3_4DA6, 0xA3CE_929D_0E0E_4736);

    private static readonly string[] s_outer = ["Shop.Program.Main(string[]) [async]", "System.Threading.PortableThreadPool.WorkerThread.WorkerThreadStart()"];

    private static readonly string[] s_prices =
    [
        "Shop.Prices.Rules.Apply(Cart, Rule)",
        "System.Collections.Generic.Dictionary<_, decimal>.FindValue(_)",
        "Shop.Prices.Money.Round(decimal)",
        "System.Text.Json.Serialization.Converters.ObjectDefaultConverter<T>.OnTryWrite(Utf8JsonWriter, T, JsonSerializerOptions, ref WriteStack)",
        "[kernel] write",
    ];

    /// <summary>Writes it, so that it ends at a given time.</summary>
    public static void Write(string directory, DateTimeOffset end, int seconds = 300)
    {
        using RecordingBuilder builder = new(directory, end - TimeSpan.FromSeconds(seconds));
        int shop = builder.Process(4711, "Shop", "shop");
        int catalog = builder.Process(4712, "Catalog", "catalog");
        Random random = new(1);
        ulong ids = 0x1000;
        (string Method, string Route, int Weight, double Ms, double Cpu)[] routes =
        [
            ("GET", "/products/{id}", 60, 12, 6),
            ("GET", "/cart", 25, 25, 14),
            ("POST", "/cart/{id}/items", 10, 48, 20),
            ("POST", "/checkout", 5, 210, 90),
        ];
        for (int second = 0; second < seconds; second++)
        {
            for (int i = 0; i < 40; i++)
            {
                int pick = random.Next(100);
                (string method, string route, int weight, double ms, double cpu) = routes[0];
                foreach (var candidate in routes)
                {
                    (method, route, weight, ms, cpu) = candidate;
                    if ((pick -= candidate.Weight) < 0)
                    {
                        break;
                    }
                }

                double start = (second * 1000) + random.Next(1000);
                double length = ms * Math.Exp(random.NextDouble() * 1.6 - 0.5);
                TraceId trace = new((ulong)random.NextInt64(), (ulong)random.NextInt64());
                ids += 2;
                SpanReference span = new(trace, new SpanId(ids * 0x9E37_79B9), new SpanId(ids * 0x9E37_79B9));
                bool inFlight = second == seconds - 1 && i % 8 == 0;
                builder.Request(
                    shop, span, start, inFlight ? null : start + length, method, route, 0, (byte)(random.Next(60) == 0 ? 2 : 0));
                for (double used = random.NextDouble() * 10; used < cpu * length / ms; used += 10)
                {
                    string leaf = s_prices[random.Next(s_prices.Length)];
                    builder.Sample(
                        shop,
                        start + Math.Min(length, used + 1),
                        string.Join(';', [leaf, $"Shop.Api.Handle{route.Split('/')[1]}(HttpContext) [async]", .. s_outer]),
                        span,
                        tid: (uint)(5000 + random.Next(12)));
                }
            }

            for (int i = 0; i < 6; i++)
            {
                builder.Sample(shop, (second * 1000) + random.Next(1000), "libcoreclr.so+0x5fb350;[clr stub]", tid: 4720, thread: ".NET Server GC");
                builder.Sample(catalog, (second * 1000) + random.Next(1000), "Catalog.Index.Refresh(int);Catalog.Index.Loop() [async]", tid: 4730);
            }

            builder.Flush((second + 1) * 1000);
        }

        WriteSlow(builder, shop, catalog, (seconds - 60) * 1000.0);
    }

    private static void WriteSlow(RecordingBuilder builder, int shop, int catalog, double at)
    {
        SpanReference root = Reference(0x00F0_67AA_0BA9_02B7, 0x00F0_67AA_0BA9_02B7);
        SpanReference auth = Reference(0x11F0_67AA_0BA9_0001, 0x00F0_67AA_0BA9_02B7);
        SpanReference orders = Reference(0x22F0_67AA_0BA9_0002, 0x00F0_67AA_0BA9_02B7);
        SpanReference call = Reference(0x33F0_67AA_0BA9_0003, 0x00F0_67AA_0BA9_02B7);
        SpanReference items = Reference(0x44F0_67AA_0BA9_0004, 0x44F0_67AA_0BA9_0004);
        SpanReference index = Reference(0x55F0_67AA_0BA9_0005, 0x44F0_67AA_0BA9_0004);
        builder.Request(shop, root, at, at + 2312.4, "POST", "/checkout", parent: 0x9900_0000_0000_0001, status: 2);
        builder.Span(shop, auth, at + 4, at + 38.2, "Authenticate", root.SpanId.Value);
        builder.Span(shop, orders, at + 60, at + 1460, "SELECT orders", root.SpanId.Value);
        builder.Span(shop, call, at + 1500, at + 2010, "GET catalog", root.SpanId.Value);
        builder.Request(catalog, items, at + 1503, at + 2004, "GET", "/items/{id}", parent: call.SpanId.Value);
        builder.Span(catalog, index, at + 1600, at + 1900, "Index lookup", items.SpanId.Value);
        Work(builder, shop, root, at, 0, 4, 5001, "Shop.Api.Checkout(HttpContext) [async]");
        Work(builder, shop, auth, at, 8, 38, 5001, "System.Security.Cryptography.RSA.VerifyData(byte[], byte[])", "Shop.Auth.Check(string) [async]", "Shop.Api.Checkout(HttpContext) [async]");
        Work(builder, shop, root, at, 40, 58, 5001, "Shop.Orders.LoadAsync(int) [async]", "Shop.Api.Checkout(HttpContext) [async]");
        Work(builder, shop, orders, at, 1440, 1460, 5004, "[kernel] recvmsg", "Shop.Orders.ReadAsync(DbDataReader) [async]", "Shop.Orders.LoadAsync(int) [async]");
        Work(builder, shop, root, at, 1462, 1500, 5004, "Shop.Prices.Rules.Apply(Cart, Rule)", "Shop.Cart.Total(decimal)", "Shop.Api.Checkout(HttpContext) [async]");
        Work(builder, catalog, items, at, 1510, 1590, 6001, "Catalog.Items.Load(int)", "Catalog.Api.Items(HttpContext) [async]");
        Work(builder, catalog, index, at, 1600, 1890, 6001, "Catalog.Index.Scan(string)", "Catalog.Index.Find(string) [async]", "Catalog.Api.Items(HttpContext) [async]");
        Work(builder, catalog, index, at, 1700, 1800, 6002, "Catalog.Index.Scan(string)", "Catalog.Index.ScanPart(int)");
        Work(builder, catalog, items, at, 1900, 2000, 6001, "[kernel] write", "Catalog.Json.Write(Stream)", "Catalog.Api.Items(HttpContext) [async]");
        Work(builder, shop, root, at, 2015, 2310, 5009, "Shop.Prices.Rules.Apply(Cart, Rule)", "Shop.Cart.Total(decimal)", "Shop.Api.Checkout(HttpContext) [async]");
    }

    private static SpanReference Reference(ulong span, ulong root) => new(SlowTrace, new SpanId(span), new SpanId(root));

    private static void Work(
        RecordingBuilder builder, int process, SpanReference span, double at, double fromMs, double toMs, uint tid, params string[] stack)
    {
        for (double time = fromMs + 10; time <= toMs; time += 10)
        {
            builder.Sample(process, at + time, string.Join(';', [.. stack, .. s_outer]), span, tid: tid);
        }
    }
}
