using System.Diagnostics;
using System.Net.Http.Json;

namespace Shop;

/// <summary>Workers that each have one request under way; the n-th request is the same in every run.</summary>
internal static class LoadGenerator
{
    private static readonly string[] Words = ["lamp", "table", "oak", "round", "clock"];

    public static async Task<int> RunAsync(Uri url, Options options)
    {
        using var client = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
        long started = Stopwatch.GetTimestamp();
        int next = 0;
        bool More(out int number)
        {
            number = Interlocked.Increment(ref next) - 1;
            return options.Requests > 0 ? number < options.Requests : Stopwatch.GetElapsedTime(started).TotalSeconds < options.Seconds;
        }

        int done = 0;
        async Task WorkAsync()
        {
            while (More(out int number))
            {
                using HttpResponseMessage response = await SendAsync(client, number);
                response.EnsureSuccessStatusCode();
                await response.Content.ReadAsByteArrayAsync();
                Interlocked.Increment(ref done);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => WorkAsync()));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine($"{{\"program\":\"load\",\"requests\":{done},\"seconds\":{seconds:F3}}}");
        return 0;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, int number) => (number % 4) switch
    {
        0 => client.GetAsync($"/cart/{number}"),
        1 => client.GetAsync($"/search?q={Words[number / 4 % Words.Length]}"),
        2 => client.GetAsync("/report"),
        _ => client.PostAsJsonAsync("/checkout", new Order(number, $"customer {number}")),
    };
}
