namespace Clrscope.Agent.Configuration;

/// <summary>Finds the name that a mistyped one was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>
    /// The candidate with the fewest edits, if they are two or at most a third of the name; else the only one that ends with
    /// the name; else null.
    /// </summary>
    public static string? Find(string name, IReadOnlyCollection<string> candidates)
    {
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int distance = EditDistance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < bestDistance && distance < name.Length && distance <= Math.Max(2, name.Length / 3))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best ?? OnlyOneEndingWith(name, candidates);
    }

    private static string? OnlyOneEndingWith(string name, IReadOnlyCollection<string> candidates)
    {
        string[] matches = [.. candidates.Where(candidate => candidate.EndsWith(name, StringComparison.OrdinalIgnoreCase))];
        return matches is [string only] ? only : null;
    }

    // Levenshtein with one row kept: row[j] is the distance from the first i characters of a to the first j of b.
    private static int EditDistance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
