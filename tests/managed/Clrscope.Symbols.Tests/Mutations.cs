namespace Clrscope.Symbols.Tests;

/// <summary>Damages a file in ways that a disk, a half-finished copy or an attacker might.</summary>
internal sealed class Mutations(byte[] original, int seed)
{
    private static readonly ulong[] Extremes =
        [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, long.MaxValue, ulong.MaxValue];

    private readonly Random _random = new(seed);

    /// <summary>A damaged copy; at least half of the damage lies in the given parts, the rest anywhere.</summary>
    public byte[] Next(params ReadOnlySpan<Range> parts)
    {
        byte[] copy = [.. original];
        if (_random.Next(10) == 0)
        {
            return copy[.._random.Next(copy.Length)];
        }

        for (int damages = 1 + _random.Next(4); damages > 0; damages--)
        {
            Range part = parts.Length > 0 && _random.Next(4) != 0 ? parts[_random.Next(parts.Length)] : Range.All;
            Damage(copy.AsSpan(part));
        }

        return copy;
    }

    private void Damage(Span<byte> part)
    {
        Span<byte> at = part[_random.Next(part.Length)..];
        if (_random.Next(2) == 0)
        {
            at[0] ^= (byte)(1 << _random.Next(8));
            return;
        }

        byte[] extreme = BitConverter.GetBytes(Extremes[_random.Next(Extremes.Length)]);
        extreme.AsSpan(0, Math.Min(1 << _random.Next(4), at.Length)).CopyTo(at);
    }
}
