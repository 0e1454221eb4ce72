namespace Confd.Engine.Diffs;

/// <summary>How a unified diff is printed.</summary>
/// <param name="OldLabel">Stands behind <c>---</c>.</param>
/// <param name="NewLabel">Stands behind <c>+++</c>.</param>
internal sealed record UnifiedDiffOptions(string OldLabel, string NewLabel)
{
    /// <summary>How many equal lines are shown before and after each change; not negative.</summary>
    /// <value>Default 3.</value>
    public int ContextLines { get; init; } = 3;

    /// <summary>True: of each line only its mark is shown, in front of <c>(hidden)</c>.</summary>
    public bool HidesText { get; init; }

    /// <summary>Plain or coloured.</summary>
    /// <value>Default <see cref="DiffColors.None"/>.</value>
    public DiffColors Colors { get; init; }

    /// <summary>What a line of the texts becomes for people who look at it on a terminal; null: it stays as it is, byte by byte.</summary>
    public Func<string, string>? Show { get; init; }
}
