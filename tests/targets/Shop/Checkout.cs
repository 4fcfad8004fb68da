using System.Security.Cryptography;
using System.Text.Json;

namespace Shop;

internal sealed record Order(int CartId, string Customer);

internal sealed record Receipt(int CartId, decimal Paid, string Signature);

/// <summary><c>POST /checkout</c>: hashing in a native library, with awaits between the steps.</summary>
internal static class Checkout
{
    private const int Rounds = 200;

    public static async Task<Receipt> PayAsync(Order order, Catalog catalog)
    {
        Cart cart = Carts.Get(order.CartId, catalog);
        await ReserveAsync(cart);
        byte[] signature = await SignAsync(JsonSerializer.SerializeToUtf8Bytes(cart));
        return new Receipt(cart.Id, cart.Total - cart.Discount, Convert.ToHexString(signature));
    }

    private static async Task ReserveAsync(Cart cart)
    {
        foreach (CartLine[] part in cart.Lines.Chunk(8))
        {
            await Task.Yield();
            Array.Sort(part, (a, b) => a.Product.Id.CompareTo(b.Product.Id));
        }
    }

    private static async Task<byte[]> SignAsync(byte[] document)
    {
        byte[] hash = SHA256.HashData(document);
        for (int round = 0; round < Rounds; round++)
        {
            hash = Stretch(hash, document);
            if (round % 50 == 0)
            {
                await Task.Yield();
            }
        }

        return hash;
    }

    private static byte[] Stretch(byte[] hash, byte[] document)
    {
        document[hash[0] % document.Length] ^= hash[1];
        return SHA256.HashData(document);
    }
}
