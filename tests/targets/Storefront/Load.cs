using System.Diagnostics;

namespace Storefront;

/// <summary>Clients that ask for one page after another.</summary>
internal static class Load
{
    private static readonly string[] s_pages = ["/cart/7", "/search", "/checkout", "/cart/8", "/slow"];

    public static async Task RunAsync(string url, int clients, TimeSpan duration, CancellationToken stop)
    {
        using HttpClient client = new() { BaseAddress = new Uri(url) };
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(number => Task.Run(async () =>
        {
            for (int i = number; watch.Elapsed < duration && !stop.IsCancellationRequested; i++)
            {
                string page = s_pages[i % s_pages.Length];
                using HttpResponseMessage response = page == "/checkout"
                    ? await client.PostAsync(page, null)
                    : await client.GetAsync(page);
                response.EnsureSuccessStatusCode();
            }
        })));
    }
}
