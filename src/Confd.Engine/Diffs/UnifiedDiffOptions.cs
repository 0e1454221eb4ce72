namespace Confd.Engine.Diffs;

/// <summary>Options of a unified diff.</summary>
/// <param name="OldLabel">The text after <c>---</c>.</param>
/// <param name="NewLabel">The text after <c>+++</c>.</param>
internal sealed record UnifiedDiffOptions(string OldLabel, string NewLabel)
{
    /// <summary>The number of equal lines shown before and after each change; not negative.</summary>
    /// <value>Default 3.</value>
    public int ContextLines { get; init; } = 3;

    /// <summary>True: of each line only its mark is shown, followed by <c>(hidden)</c>.</summary>
    public bool HidesText { get; init; }

    /// <summary>Plain or colored.</summary>
    /// <value>Default <see cref="DiffColors.None"/>.</value>
    public DiffColors Colors { get; init; }

    /// <summary>Converts lines of the texts for a terminal; null: they are printed unchanged, byte by byte.</summary>
    public Func<string, string>? Show { get; init; }
}
