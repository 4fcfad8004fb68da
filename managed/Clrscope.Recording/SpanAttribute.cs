namespace Clrscope.Recording;

/// <summary>One attribute of a span.</summary>
/// <param name="Key">One of <see cref="SpanAttributeKeys"/>, or another number from 1 to 255.</param>
/// <param name="Value">Its value as text.</param>
public readonly record struct SpanAttribute(byte Key, string Value);
