using Confd.Flags.Contexts;

namespace Confd.Flags.Tests.Differential;

/// <summary>Contexts in JSON: single, of several kinds, users from before contexts, and some that are invalid.</summary>
/// <param name="dice">The choices.</param>
/// <param name="allowsEmptyKeys">Whether users from before contexts may have an empty key. What it means to a big segment is
/// disputed.</param>
internal sealed class RandomContexts(Dice dice, bool allowsEmptyKeys)
{
    public static string[] Kinds { get; } = ["user", "org", "device"];

    public static string[] Keys { get; } = ["u0", "u1", "u2", "x", "日本", "U0"];

    public FlagValue Next() => dice.Below(20) switch
    {
        0 => Invalid(),
        <= 5 => Legacy(),
        <= 12 => Multi(),
        _ => Single(dice.Pick(Kinds)),
    };

    private FlagValue Single(string kind) => Dice.Object([("kind", kind), .. Properties()]);

    private FlagValue Multi() => Dice.Object(
        [
            ("kind", "multi"),
            .. Kinds.Where(_ => dice.Chance(70)).DefaultIfEmpty("org").Select(kind => (kind, (FlagValue?)Dice.Object(Properties()))),
        ]);

    private IEnumerable<(string, FlagValue?)> Properties() =>
    [
        ("key", dice.Pick(Keys)),
        ("name", dice.Maybe(30, () => RandomValues.Text(dice))),
        ("anonymous", dice.Maybe(30, () => dice.Chance(50))),
        .. Attributes(),
        ("_meta", dice.Maybe(10, () => Dice.Object(("privateAttributes", FlagValue.ArrayOf("text", "/deep/x"))))),
    ];

    private IEnumerable<(string, FlagValue?)> Attributes() =>
    [
        ("text", Attribute(RandomValues.Text)),
        ("number", Attribute(RandomValues.Number)),
        ("version", Attribute(RandomValues.Version)),
        ("date", Attribute(RandomValues.Date)),
        ("flag", Attribute(any => any.Chance(50))),
        ("bucket", dice.Maybe(80, () => dice.Pick<FlagValue>("b0", "b1", "", 0, 7, -7, 2147483647, 1.5, true, FlagValue.Null))),
        ("deep", dice.Maybe(80, () => Dice.Object(
            ("x", Attribute(RandomValues.Text)),
            ("y", Dice.Object(("z", Attribute(RandomValues.Number)), ("a/b", Attribute(RandomValues.Text)))),
            ("", "nothing")))),
        ("a/b", Attribute(RandomValues.Text)),
        ("m~n", Attribute(RandomValues.Text)),
        ("/deep/x", Attribute(RandomValues.Text)),
        ("日本", Attribute(RandomValues.Text)),
    ];

    // Mostly of the pool that clauses on this attribute take their values from; sometimes a list of it, sometimes anything.
    private FlagValue? Attribute(Func<Dice, FlagValue> pool) => dice.Below(10) switch
    {
        0 => Dice.Absent,
        1 => RandomValues.Scalar(dice),
        2 or 3 => dice.List(3, () => dice.Chance(80) ? pool(dice) : RandomValues.Scalar(dice)),
        _ => pool(dice),
    };

    private FlagValue Legacy() => Dice.Object(
        ("key", dice.Pick(allowsEmptyKeys ? ["", .. Keys] : Keys)),
        ("secondary", dice.Maybe(30, () => "second")),
        ("anonymous", dice.Maybe(30, () => dice.Chance(50))),
        ("name", dice.Maybe(50, () => RandomValues.Text(dice))),
        ("email", dice.Maybe(50, () => RandomValues.Text(dice))),
        ("country", dice.Maybe(50, () => RandomValues.Text(dice))),
        ("other", "not an attribute"),
        ("custom", dice.Maybe(80, () => Dice.Object([.. Attributes(), ("email", "hidden by the one above")]))),
        ("privateAttributeNames", dice.Maybe(10, () => FlagValue.ArrayOf("email"))));

    private FlagValue Invalid() => dice.Pick(
        FlagValue.Null,
        Dice.Object(("kind", "user")),
        Dice.Object(("kind", "user"), ("key", "")),
        Dice.Object(("kind", ""), ("key", "u0")),
        Dice.Object(("kind", "kind"), ("key", "u0")),
        Dice.Object(("kind", "ü"), ("key", "u0")),
        Dice.Object(("kind", "multi")),
        Dice.Object(("kind", "multi"), ("user", Dice.Object(("key", "")))),
        Dice.Object(("kind", "multi"), ("user", Dice.Object(("key", "u0")))),
        Dice.Object(("name", "no key")));
}
