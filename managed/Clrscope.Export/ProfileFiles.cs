namespace Clrscope.Export;

/// <summary>Finds the files in a directory that are ours by their names.</summary>
internal static class ProfileFiles
{
    public static IEnumerable<ProfileFile> In(string directory)
    {
        if (!Directory.Exists(directory))
        {
            yield break;
        }

        foreach (string path in Directory.EnumerateFiles(directory, "*" + ProfileFileName.Extension))
        {
            if (ProfileFileName.TryParse(Path.GetFileName(path), out ProfileFileName? name))
            {
                yield return new(path, name!);
            }
        }
    }
}
