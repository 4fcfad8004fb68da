namespace Clrscope.Profiles;

/// <summary>
/// Walks through the fields of a protobuf message. Throws <see cref="InvalidDataException"/> where the bytes cannot be one.
/// </summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int MaxVarintBytes = 10;

    private ReadOnlySpan<byte> _rest = message;
    private WireType _type;

    /// <summary>Number of the field at hand.</summary>
    internal int Field { get; private set; }

    /// <summary>Moves to the next field, whose value is then to be taken or skipped. False at the end.</summary>
    internal bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }
        ulong tag = Varint();
        if (tag >> 3 is 0 or > int.MaxValue)
        {
            throw new InvalidDataException("a field has an impossible number");
        }
        Field = (int)(tag >> 3);
        _type = (WireType)(tag & 7);
        return true;
    }

    internal ulong Number()
    {
        Expect(WireType.Varint);
        return Varint();
    }

    internal bool Flag() => Number() != 0;

    internal ReadOnlySpan<byte> Bytes()
    {
        Expect(WireType.Bytes);
        return Take(Varint());
    }

    /// <summary>Appends what this field holds of a repeated number: one, or many that the writer packed.</summary>
    internal void Numbers(List<ulong> numbers, int limit)
    {
        if (_type != WireType.Bytes)
        {
            Append(numbers, Number(), limit);
            return;
        }
        var packed = new ProtoReader(Bytes());
        while (!packed._rest.IsEmpty)
        {
            Append(numbers, packed.Varint(), limit);
        }
    }

    internal void Skip()
    {
        switch (_type)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed64:
                Take(sizeof(ulong));
                break;
            case WireType.Bytes:
                Take(Varint());
                break;
            case WireType.Fixed32:
                Take(sizeof(uint));
                break;
            default:
                throw new InvalidDataException($"field {Field} has the unknown wire type {(int)_type}");
        }
    }

    private static void Append(List<ulong> numbers, ulong number, int limit)
    {
        if (numbers.Count == limit)
        {
            throw new InvalidDataException($"a list has more than {limit} elements");
        }
        numbers.Add(number);
    }

    private readonly void Expect(WireType type)
    {
        if (_type != type)
        {
            throw new InvalidDataException($"field {Field} has the wire type {(int)_type}, not {(int)type}");
        }
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int i = 0; i < MaxVarintBytes && i < _rest.Length; i++)
        {
            byte next = _rest[i];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }
        throw new InvalidDataException("a number is cut off or too long");
    }

    private ReadOnlySpan<byte> Take(ulong size)
    {
        if (size > (ulong)_rest.Length)
        {
            throw new InvalidDataException($"field {Field} claims {size} bytes, {_rest.Length} are left");
        }
        ReadOnlySpan<byte> taken = _rest[..(int)size];
        _rest = _rest[(int)size..];
        return taken;
    }
}
