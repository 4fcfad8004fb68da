namespace Clrscope.Profiles;

/// <summary>What a value of a sample means, such as <c>cpu</c> in <c>nanoseconds</c>.</summary>
public sealed record SampleType(string Type, string Unit)
{
    public override string ToString() => $"{Type}/{Unit}";
}
