namespace Clrscope.Symbols.Stubs;

/// <summary>The machine code of a stub, or of a part of it, with gaps for what differs from one to the other.</summary>
internal sealed class StubPattern
{
    private const char Gap = '.';

    private readonly byte[] _values;
    private readonly byte[] _masks;
    private readonly int[] _instructions;

    /// <param name="kind">What has this code.</param>
    /// <param name="code">Hexadecimal digits, a gap where a digit is a point, a blank between instructions.</param>
    public StubPattern(StubKind kind, string code)
    {
        Kind = kind;
        string[] instructions = code.Split(' ');
        _instructions = new int[instructions.Length];
        for (int i = 1; i < instructions.Length; i++)
        {
            _instructions[i] = _instructions[i - 1] + (instructions[i - 1].Length / 2);
        }

        string digits = string.Concat(instructions);
        _values = Convert.FromHexString(digits.Replace(Gap, '0'));
        _masks = Convert.FromHexString(string.Concat(digits.Select(digit => digit == Gap ? '0' : 'f')));
    }

    /// <summary>What has this code.</summary>
    public StubKind Kind { get; }

    /// <summary>Bytes of code.</summary>
    public int Length => _values.Length;

    /// <summary>Whether the code has the pattern, and one of its instructions begins at <paramref name="position"/>.</summary>
    public bool Matches(ReadOnlySpan<byte> code, int position)
    {
        foreach (int offset in _instructions)
        {
            int start = position - offset;
            if (start >= 0 && code.Length - start >= _values.Length && IsAt(code.Slice(start, _values.Length)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAt(ReadOnlySpan<byte> code)
    {
        for (int i = 0; i < code.Length; i++)
        {
            if ((code[i] & _masks[i]) != _values[i])
            {
                return false;
            }
        }

        return true;
    }
}
