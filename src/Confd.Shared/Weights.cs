using System.Globalization;

namespace Confd.Shared;

/// <summary>Shares of a rollout: flags hold them in 1/100000, people read and write percent.</summary>
internal static class Weights
{
    /// <summary>Everyone.</summary>
    public const int Full = 100_000;

    private const int OnePercent = Full / 100;

    /// <summary>A weight in percent.</summary>
    public static decimal ToPercent(long weight) => (decimal)weight / OnePercent;

    /// <summary>A weight in percent, in no more digits than it needs.</summary>
    public static string Text(long weight) => ToPercent(weight).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Reads percent, with or without their sign.</summary>
    public static bool TryReadPercent(string text, out decimal percent) =>
        decimal.TryParse(text.TrimEnd('%', ' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out percent);

    /// <summary>The weight of a share in percent; null where that is outside of 0 to 100, or finer than 0.001.</summary>
    public static int? OfPercent(decimal percent) =>
        percent is >= 0 and <= 100 && decimal.IsInteger(percent * OnePercent) ? (int)(percent * OnePercent) : null;
}
