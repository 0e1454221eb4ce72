namespace Confd.GoTemplate.Time;

/// <summary>Go's <c>time.Month</c>: 1 is January. Values outside 1–12 exist (a range over a month starts at 0) and print as
/// <c>%!Month(0)</c>.</summary>
/// <param name="Number">1 for January to 12 for December.</param>
public readonly record struct GoMonth(long Number)
{
    internal static readonly string[] LongNames =
    [
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ];

    internal static readonly string[] ShortNames = [.. LongNames.Select(name => name[..3])];

    /// <summary>The English name, or <c>%!Month(13)</c>.</summary>
    public override string ToString() => Number is >= 1 and <= 12 ? LongNames[Number - 1] : $"%!Month({(ulong)Number})";
}
