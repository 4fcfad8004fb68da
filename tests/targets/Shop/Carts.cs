namespace Shop;

internal sealed record CartLine(Product Product, int Quantity, decimal Sum);

internal sealed record Cart(int Id, CartLine[] Lines, decimal Total, decimal Discount);

/// <summary><c>GET /cart/{id}</c>: objects into JSON.</summary>
internal static class Carts
{
    public static Cart Get(int id, Catalog catalog)
    {
        var random = new Random(id);
        var lines = new CartLine[random.Next(5, 40)];
        for (int i = 0; i < lines.Length; i++)
        {
            Product product = catalog.ById(random.Next(1, catalog.Products.Length));
            int quantity = random.Next(1, 9);
            lines[i] = new CartLine(product, quantity, product.Price * quantity);
        }

        decimal total = Total(lines);
        return new Cart(id, lines, total, Discount(total));
    }

    private static decimal Total(CartLine[] lines) => lines.Sum(line => line.Sum);

    private static decimal Discount(decimal total) => total switch
    {
        > 5_000 => decimal.Round(total * 0.1m, 2),
        > 1_000 => decimal.Round(total * 0.05m, 2),
        _ => 0,
    };
}
