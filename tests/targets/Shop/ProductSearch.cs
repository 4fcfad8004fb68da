using System.Text.RegularExpressions;

namespace Shop;

internal sealed record SearchResult(string Maker, int Count, decimal Cheapest, string[] Names);

/// <summary><c>GET /search?q=</c>: a regular expression and LINQ over the whole catalog.</summary>
internal static class ProductSearch
{
    public static SearchResult[] Find(string q, Catalog catalog)
    {
        var pattern = new Regex($@"\b{Regex.Escape(q)}\b.*\bno\. \d*[37]$", RegexOptions.IgnoreCase);
        return
        [
            .. catalog.Products
                .Where(product => pattern.IsMatch(product.Name))
                .GroupBy(product => product.Maker)
                .Select(group => new SearchResult(group.Key, group.Count(), group.Min(product => product.Price), Names(group)))
                .OrderBy(result => result.Maker, StringComparer.Ordinal),
        ];
    }

    private static string[] Names(IEnumerable<Product> products) =>
        [.. products.OrderBy(product => product.Price).ThenBy(product => product.Name, StringComparer.Ordinal).Take(5).Select(product => product.Name)];
}
