using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HardCases.Cases;

/// <summary>Precompiled framework code mixed with code of both tiers.</summary>
internal sealed class FrameworkMixture : ICase
{
    private sealed record Order(int Id, string Customer, decimal Total, List<string> Lines);

    private static readonly Regex s_words = new(@"\b(\w)(\w*)\b");

    public string Name => "framework-mixture";

    public void Run()
    {
        var orders = Enumerable.Range(0, 20)
            .Select(i => new Order(i, $"customer {i % 5}", i * 1.5m, [.. Enumerable.Repeat("line", i % 4)]))
            .ToList();
        string json = JsonSerializer.Serialize(orders);
        List<Order> back = JsonSerializer.Deserialize<List<Order>>(json)!;
        Check.Equal(Name, 285m, back.Sum(o => o.Total));
        Check.Equal(Name, 5, back.GroupBy(o => o.Customer).OrderByDescending(g => g.Key, StringComparer.Ordinal).Count());
        Check.Equal(Name, "Some Words Here", s_words.Replace("some words here", m => m.Groups[1].Value.ToUpperInvariant() + m.Groups[2].Value));

        var factorial = BigInteger.One;
        for (int i = 2; i <= 60; i++)
        {
            factorial *= i;
        }
        Check.Equal(Name, 82, factorial.ToString().Length);

        var text = new StringBuilder();
        foreach (string key in back.Select(o => o.Customer).Distinct().Order(StringComparer.OrdinalIgnoreCase))
        {
            text.Append(key).Append(';');
        }
        Check.Equal(Name, 55, text.Length);
        byte[] hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(json));
        Check.Equal(Name, 32, hash.Length);
    }
}
