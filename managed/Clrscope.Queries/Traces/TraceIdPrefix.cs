using System.Globalization;
using Clrscope.Recording;

namespace Clrscope.Queries.Traces;

/// <summary>The first digits of a trace id, or all of them.</summary>
public sealed class TraceIdPrefix
{
    /// <summary>Fewer digits would fit too many traces.</summary>
    public const int MinDigits = 8;

    private const int MaxDigits = TraceId.Size * 2;
    private const int TraceParentParts = 4;

    private readonly UInt128 _value;
    private readonly UInt128 _mask;

    private TraceIdPrefix(string digits)
    {
        Digits = digits;
        _value = UInt128.Parse(digits.PadRight(MaxDigits, '0'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _mask = UInt128.MaxValue << ((MaxDigits - digits.Length) * 4);
    }

    /// <summary>The digits, in lower case.</summary>
    public string Digits { get; }

    /// <summary>What the digits say if they are those of a span id, which is easily taken for that of a trace.</summary>
    internal SpanId? AsSpanId => SpanId.TryParse(Digits, out SpanId id) ? id : null;

    /// <summary>Reads digits, or a whole <c>traceparent</c> header; null if the text is neither.</summary>
    public static TraceIdPrefix? Parse(string text)
    {
        string[] parts = text.Trim().Split('-');
        string digits = (parts.Length == TraceParentParts ? parts[1] : text.Trim()).ToLowerInvariant();
        return digits.Length is >= MinDigits and <= MaxDigits && digits.All(char.IsAsciiHexDigit) ? new TraceIdPrefix(digits) : null;
    }

    /// <summary>Whether a trace's id begins with the digits.</summary>
    internal bool Matches(TraceId id) => !id.IsNone && ((new UInt128(id.High, id.Low) ^ _value) & _mask) == 0;
}
