namespace Confd.Flags.Judging;

/// <summary>What somebody may have meant who wrote a name that nobody knows.</summary>
internal static class NearestName
{
    /// <summary>The known name that differs in case and underlines only, or in few letters; null if there is none.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        var (best, bestDistance) = ((string?)null, int.MaxValue);
        foreach (var candidate in known)
        {
            var distance = Distance(Plain(name), Plain(candidate));
            if (distance < bestDistance && distance <= Math.Min(3, (candidate.Length + 1) / 3))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    private static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    // Letters to put in, take out, change, or swap with their neighbour.
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var change = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[left.Length, right.Length];
    }
}
