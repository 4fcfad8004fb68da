using System.Collections.Immutable;

namespace Clrscope.Profiles;

/// <summary>A stack with what was measured there.</summary>
/// <param name="Locations">Indexes into <see cref="Profile.Locations"/>, innermost first.</param>
/// <param name="Values">One for each of <see cref="Profile.SampleTypes"/>.</param>
public sealed record Sample(ImmutableArray<int> Locations, ImmutableArray<long> Values, LabelSet Labels);
