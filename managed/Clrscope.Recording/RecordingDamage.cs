namespace Clrscope.Recording;

/// <summary>What could not be read. None of it keeps the rest from being read.</summary>
/// <param name="Files">Files that are no recordings, or of another version.</param>
/// <param name="Blocks">Blocks that are not what was written: by their checksum, or by what they say.</param>
/// <param name="TornTails">Files whose last block is incomplete: their writer was killed, or is just writing it.</param>
public readonly record struct RecordingDamage(int Files, int Blocks, int TornTails);
