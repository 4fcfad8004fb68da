namespace Clrscope.Recording;

/// <summary>What a sample measures, and how much of it, in nanoseconds. Few values are distinct: samples refer to them.</summary>
public readonly record struct SampleValue(byte Kind, long WeightNs);
