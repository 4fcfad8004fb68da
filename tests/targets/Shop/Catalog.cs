namespace Shop;

internal sealed record Product(int Id, string Name, string Maker, decimal Price);

/// <summary>The same products at every start.</summary>
internal sealed class Catalog
{
    private static readonly string[] Things = ["lamp", "table", "chair", "shelf", "kettle", "mirror", "carpet", "clock", "vase", "stool"];
    private static readonly string[] Looks = ["small", "oak", "round", "blue", "folding", "brass", "tall", "woven", "plain", "old"];
    private static readonly string[] Makers = ["Aalto & Sons", "Birch", "Copperline", "Dovetail", "Eastwick"];

    public Catalog(int products)
    {
        var random = new Random(20);
        Products =
        [
            .. Enumerable.Range(1, products).Select(id => new Product(
                id,
                $"{Pick(random, Looks)} {Pick(random, Things)} no. {id}",
                Pick(random, Makers),
                random.Next(100, 90_000) / 100m)),
        ];
    }

    public Product[] Products { get; }

    public Product ById(int id) => Products[(id - 1) % Products.Length];

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
