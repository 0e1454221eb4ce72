using System.Globalization;

namespace Confd.TestSupport;

/// <summary>
/// A culture in which everything that can be written otherwise is: <c>−1.234,5</c> instead of <c>-1234.5</c>, dates as day.month.year. Code
/// that formats or parses by the current culture gives other texts under it. Current until disposed.
/// </summary>
/// <remarks>Programs and tests run without culture data, so named cultures such as tr-TR are not to be had; what they differ in is set by
/// hand.</remarks>
public sealed class ForeignCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    /// <summary>Makes it current.</summary>
    public ForeignCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.NumberFormat.PositiveSign = "\u2795";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NaNSymbol = "keine Zahl";
        culture.NumberFormat.PositiveInfinitySymbol = "unendlich";
        culture.DateTimeFormat.DateSeparator = ".";
        culture.DateTimeFormat.TimeSeparator = ",";
        culture.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy";
        CultureInfo.CurrentCulture = culture;
    }

    /// <inheritdoc/>
    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
