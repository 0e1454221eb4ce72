namespace Confd.Shared;

/// <summary>Chooses samples as LaunchDarkly's SDKs do.</summary>
internal static class Sampling
{
    /// <summary>True where this one is to be taken.</summary>
    /// <param name="ratio">One in this number; null: all; 0 or less: none.</param>
    /// <param name="random">Returns a random number from 0 (inclusive) to 1 (exclusive).</param>
    public static bool IsChosen(long? ratio, Func<double> random) => ratio switch
    {
        null or 1 => true,
        <= 0 => false,
        _ => random() * ratio < 1,
    };
}
