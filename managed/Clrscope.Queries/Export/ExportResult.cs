using Clrscope.Profiles;
using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>A slice of a recording.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Detail">What its samples are told apart by.</param>
/// <param name="Damage">What could not be read.</param>
public sealed record ExportResult(Profile Profile, ExportDetail Detail, RecordingDamage Damage);
