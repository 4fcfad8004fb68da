namespace Clrscope.Profiles;

/// <summary>Profiles that cannot be added up.</summary>
public sealed class ProfileMergeException(string message) : Exception(message);
