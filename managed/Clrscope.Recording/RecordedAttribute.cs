namespace Clrscope.Recording;

/// <summary>One attribute of a span.</summary>
/// <param name="Key">One of <see cref="SpanAttribute"/>, or another number up to 255.</param>
/// <param name="Value">Its value as text.</param>
public readonly record struct RecordedAttribute(SpanAttribute Key, string Value);
