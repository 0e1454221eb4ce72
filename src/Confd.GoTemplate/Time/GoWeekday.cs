namespace Confd.GoTemplate.Time;

/// <summary>Go's <c>time.Weekday</c>: 0 is Sunday. Values outside 0–6 print as <c>%!Weekday(7)</c>.</summary>
/// <param name="Number">0 for Sunday to 6 for Saturday.</param>
public readonly record struct GoWeekday(long Number)
{
    internal static readonly string[] LongNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    internal static readonly string[] ShortNames = [.. LongNames.Select(name => name[..3])];

    /// <summary>The English name, or <c>%!Weekday(7)</c>.</summary>
    public override string ToString() => Number is >= 0 and <= 6 ? LongNames[Number] : $"%!Weekday({(ulong)Number})";
}
