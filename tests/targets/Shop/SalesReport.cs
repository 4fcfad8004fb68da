using System.Text;

namespace Shop;

/// <summary><c>GET /report</c>: sorts the catalog and writes a text table.</summary>
internal static class SalesReport
{
    public static string Write(Catalog catalog)
    {
        Product[] sorted = Sort(catalog.Products);
        var text = new StringBuilder();
        AppendHeader(text);
        foreach (Product product in sorted.Take(500))
        {
            AppendLine(text, product);
        }

        return text.ToString();
    }

    private static Product[] Sort(Product[] products)
    {
        Product[] sorted = [.. products];
        Array.Sort(sorted, ByMakerThenName);
        return sorted;
    }

    private static int ByMakerThenName(Product a, Product b)
    {
        int order = string.CompareOrdinal(a.Maker, b.Maker);
        return order != 0 ? order : string.CompareOrdinal(a.Name, b.Name);
    }

    private static void AppendHeader(StringBuilder text) => text.Append("maker".PadRight(16)).Append("product".PadRight(32)).AppendLine("price");

    private static void AppendLine(StringBuilder text, Product product) =>
        text.Append(product.Maker.PadRight(16)).Append(product.Name.PadRight(32)).Append($"{product.Price,10:F2}").AppendLine();
}
