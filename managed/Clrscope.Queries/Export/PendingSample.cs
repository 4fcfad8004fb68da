namespace Clrscope.Queries.Export;

/// <summary>A sample that has not been added up: half as large as a sum.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Stack">Its stack.</param>
/// <param name="Weight">Index of its weight.</param>
internal readonly record struct PendingSample(int Group, int Stack, int Weight) : IGrouped;
