using Confd.GoTemplate.Time;

namespace Confd.GoTemplate.Tests.Support;

/// <summary>The times that recorded rows speak of by name: each was the same time in the Go program that answered the row.</summary>
internal static class SampleTimes
{
    public static GoTime Of(string name) => name switch
    {
        "leap" => GoTime.FromDate(2024, 2, 29, 13, 4, 5, 67_890_000, Location.Utc),
        "night" => GoTime.FromDate(1999, 12, 31, 0, 0, 0, 0, FixedZone("PST", -8 * 3600)),
        "odd" => GoTime.FromDate(987, 6, 7, 8, 9, 10, 123_456_789, FixedZone("", (5 * 3600) + (45 * 60))),
        "future" => GoTime.FromDate(12345, 1, 2, 23, 59, 59, 999_999_999, FixedZone("LMT", -1234)),
        "bc" => GoTime.FromDate(-43, 3, 15, 12, 0, 0, 1, Location.Utc),
        _ => throw new ArgumentException($"there is no time called {name}", nameof(name)),
    };

    private static Location FixedZone(string name, int offset)
        => new(name, [new Zone(name, offset, false)], [new Transition(long.MinValue, 0)], null);
}
