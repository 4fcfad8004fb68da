namespace Clrscope.Profiles;

/// <summary>A function's share of a profile.</summary>
/// <param name="Flat">Measured in the function itself.</param>
/// <param name="Cumulative">Measured in the function or in what it called; each sample counts once.</param>
public readonly record struct HotMethod(string Name, long Flat, long Cumulative);

/// <summary>All functions of a profile, the highest <see cref="HotMethod.Flat"/> first.</summary>
/// <param name="Total">Sum over all samples.</param>
public sealed record HotMethodTable(long Total, IReadOnlyList<HotMethod> Rows);
