using Confd.Flags.Contexts;

namespace Confd.Flags.Tests.Differential;

/// <summary>
/// Values for attributes and clauses. There are few, so that they meet often, and they stay where LaunchDarkly's SDKs agree; where those do
/// not, see <see cref="DisputedTests"/>.
/// </summary>
internal static class RandomValues
{
    private static readonly string[] Texts =
    [
        "", "a", "ab", "A", "ba", "a b", " a", "é", "e\u0301", "日本", "🚩", "x🚩y", "a\nb", "1", "true", "null", "u0", "user", "/x", "a.b",
        "[a]", "\"\\",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-0", "1", "1.0", "1e0", "-1", "1.5", "0.1", "0.30000000000000004", "1000", "1e3", "2147483647", "2147483648",
        "9007199254740991", "9007199254740992", "9007199254740993", "1e21", "1.7976931348623157e308", "5e-324",
        "123456789012345678901234567890",
    ];

    private static readonly string[] Versions =
    [
        "2", "2.0", "2.0.0", "2.1", "2.1.0", "10.0.0", "2.10.0", "2-rc.1", "2.0-rc.1", "2.0.0-rc.1", "2.0.0-rc.1.1", "2.0.0-rc.2",
        "2.0.0-rc.10", "2.0.0-1", "2.0.0-rc", "2.0.0-rc-1", "2.0.0-0", "2.0.0-alpha.beta", "2.0.0-alpha.1", "2.0.0+b1", "2.0.0+b2", "2+b",
        "2.0.0-rc.1+b.01", "02.0.0", "2.00.0", "v2.0.0", "2.0.0.0", "2.x", "", "2.", "2..0", ".2", "-2", "2.0.0-", "2.0.0+", "2.0.0-é",
        "2147483647.0.0", "two",
    ];

    private static readonly string[] Dates =
    [
        "2020-01-01T00:00:00Z", "2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00.001Z", "2020-01-01T00:00:00.1Z",
        "2019-12-31T16:00:00-08:00", "2020-01-01T05:30:00+05:30", "2020-01-01T00:00:00-00:00", "2020-01-01T00:00:01+00:00",
        "2020-02-29T23:59:59.999Z", "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
        "2020-01-01", "2020-01-01T00:00Z", "2020-01-01 00:00:00Z", "2020-13-01T00:00:00Z", "2020-01-32T00:00:00Z", "2020-01-01T25:00:00Z",
        "2020-01-01T00:60:00Z", "20-01-01T00:00:00Z", "", "now", "1577836800000", "Wed, 01 Jan 2020 00:00:00 GMT",
    ];

    private static readonly string[] Times =
        ["1577836800000", "1577836800001", "1577836799999", "0", "-1", "-62135596800000", "1577836800000.0"];

    private static readonly string[] Patterns =
    [
        "a", "^a", "b$", "a.b", "a\\.b", "^a.*b$", "^[ab]+$", "[^a]", "a|b", "^(a|b)+$", "(?:ab)?", "^\\d+$", "^\\w+$", "\\bab\\b", "\\s",
        "^\\S+$", "", ".", "^$", "a{2}", "a{1,2}", "a*?", "日本", "(", "[", "*", "a)", "\\", "[b-a]", "a{2,1}", "(?<n", "^é$",
        "\\/x", "\\[a\\]",
    ];

    public static FlagValue Text(Dice dice) => dice.Pick(Texts);

    public static FlagValue Version(Dice dice) => dice.Pick(Versions);

    public static FlagValue Number(Dice dice) => FlagValue.Parse(dice.Pick(Numbers));

    public static FlagValue Date(Dice dice) => dice.Chance(70) ? dice.Pick(Dates) : FlagValue.Parse(dice.Pick(Times));

    public static FlagValue Pattern(Dice dice) => dice.Pick(Patterns);

    /// <summary>A string, number, boolean or null of any of the pools.</summary>
    public static FlagValue Scalar(Dice dice) => dice.Below(8) switch
    {
        0 => FlagValue.Null,
        1 or 2 => dice.Chance(50),
        3 => Number(dice),
        4 => Version(dice),
        5 => Date(dice),
        _ => Text(dice),
    };

    /// <summary>What a flag serves: any JSON.</summary>
    public static FlagValue Served(Dice dice, int depth = 2) => dice.Below(depth > 0 ? 6 : 4) switch
    {
        4 => dice.List(3, () => Served(dice, depth - 1)),
        5 =>
            Dice.Object(
                ("x", Served(dice, depth - 1)), ("日本", Served(dice, depth - 1)), ("", dice.Maybe(50, () => Served(dice, depth - 1)))),
        _ => Scalar(dice),
    };
}
