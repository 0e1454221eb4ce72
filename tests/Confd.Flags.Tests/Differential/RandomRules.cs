using Confd.Flags.Contexts;

namespace Confd.Flags.Tests.Differential;

/// <summary>What flags and segments are made of: clauses, rollouts, lists of keys.</summary>
internal sealed class RandomRules(Dice dice)
{
    public static string[] Segments { get; } = ["s0", "s1", "s2", "s3"];

    // Names, references and what looks like one: which of both it is depends on the kind beside it.
    private static readonly string[] References =
    [
        "/deep/x", "/deep/y/z", "/deep/y/a~1b", "/a~1b", "a/b", "/m~0n", "m~n", "/text", "/key", "/kind", "/name", "/anonymous", "/deep",
        "/deep/x/y", "/missing/x", "/bucket",
    ];

    private static readonly string[] BrokenReferences = ["", "/", "//", "//x", "/deep//x", "/a~2b", "/text~"];

    /// <summary>The property that names a kind; absent, null and the user's own name mean the user.</summary>
    public FlagValue? Kind() => dice.Below(6) switch
    {
        0 or 1 => Dice.Absent,
        2 => FlagValue.Null,
        3 => "unknown",
        _ => dice.Pick(RandomContexts.Kinds),
    };

    public FlagValue Keys() => dice.List(3, () => dice.Pick(RandomContexts.Keys));

    /// <summary>An index of <paramref name="count"/> variations; of an unsound flag now and then one outside.</summary>
    public FlagValue Variation(int count, bool isSound) => isSound || dice.Chance(92) ? dice.Below(count) : dice.Pick(-1, count, 99);

    /// <summary>Up to three clauses. Only the last may be broken or name a segment: what follows a broken one is disputed.</summary>
    public FlagValue Clauses() => Clauses(() => dice.Chance(30) ? SegmentClause() : AttributeClause(AnyReference));

    /// <summary>Clauses without segments.</summary>
    public FlagValue AttributeClauses() => Clauses(() => AttributeClause(AnyReference));

    public FlagValue Rollout(int variations, bool isSound)
    {
        var kind = dice.Pick<FlagValue?>(Dice.Absent, "rollout", "experiment", "future");
        return Dice.Object(
            ("kind", kind),
            ("contextKind", Kind()),
            ("bucketBy", dice.Maybe(40, BucketBy)),
            ("seed", dice.Maybe(30, () => dice.Pick(1, 61, -5, 2147483647))),
            ("variations", !isSound && dice.Chance(5) ? FlagValue.ArrayOf() : Shares(variations, isSound, kind == "experiment")));
    }

    public FlagValue BucketBy() => dice.Pick("key", "bucket", "/bucket", "text", "/deep/x", "missing");

    // Weights that nearly fill, leave a rest, exceed, or are nothing at all. An experiment in which nobody has a share is disputed.
    private FlagValue Shares(int variations, bool isSound, bool isExperiment) => FlagValue.ArrayOf(
    [
        .. Enumerable.Range(0, 1 + dice.Below(4)).Select(i => Dice.Object(
            ("variation", Variation(variations, isSound)),
            (
                "weight",
                isExperiment && i == 0 ? dice.Pick(1, 33_333, 100_000) : dice.Pick(0, 1, 10_000, 25_000, 33_333, 50_000, 99_999, 100_000)),
            ("untracked", dice.Maybe(30, () => dice.Chance(60))))),
    ]);

    private FlagValue SegmentClause() => Dice.Object(
        ("attribute", dice.Pick<FlagValue?>(Dice.Absent, "", FlagValue.Null, "key")),
        ("op", "segmentMatch"),
        ("values", dice.List(3, () => dice.Chance(95) ? dice.Pick([.. Segments, "missing"]) : RandomValues.Text(dice))),
        ("negate", Negate()),
        ("contextKind", dice.Maybe(30, () => "org")));

    private FlagValue Clauses(Func<FlagValue> last) => dice.Chance(10)
        ? FlagValue.ArrayOf()
        : FlagValue.ArrayOf([.. Enumerable.Range(0, dice.Below(3)).Select(_ => AttributeClause(ValidReference)), last()]);

    private string ValidReference() => dice.Pick(References);

    private string AnyReference() => dice.Chance(80) ? ValidReference() : dice.Pick(BrokenReferences);

    private FlagValue AttributeClause(Func<string> reference)
    {
        var (attribute, operatorName, pool) = Test();
        return Dice.Object(
            ("attribute", dice.Chance(80) ? attribute : reference()),
            ("op", dice.Chance(95) ? operatorName : dice.Pick("", "future", "In", "semverequal")),
            ("values", dice.List(3, () => dice.Chance(90) ? pool(dice) : RandomValues.Scalar(dice))),
            ("negate", Negate()),
            ("contextKind", Kind()));
    }

    private FlagValue? Negate() => dice.Pick<FlagValue?>(Dice.Absent, Dice.Absent, false, true);

    // An attribute with an operator and values that go together.
    private (string Attribute, string Operator, Func<Dice, FlagValue> Pool) Test() => dice.Below(9) switch
    {
        0 => ("number", dice.Pick("lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual", "in"), RandomValues.Number),
        1 => ("version", dice.Pick("semVerEqual", "semVerLessThan", "semVerGreaterThan"), RandomValues.Version),
        2 => ("date", dice.Pick("before", "after"), RandomValues.Date),
        3 => ("text", "matches", RandomValues.Pattern),
        4 => ("kind", dice.Pick("in", "startsWith"), any => any.Pick([.. RandomContexts.Kinds, "unknown"])),
        5 => ("key", dice.Pick("in", "contains"), any => any.Pick(RandomContexts.Keys)),
        6 => (dice.Pick("flag", "anonymous"), "in", any => any.Chance(50)),
        7 => (dice.Pick("name", "email", "country", "other", "missing"), "in", RandomValues.Text),
        _ => (dice.Pick("text", "日本", "a/b", "m~n", "/deep/x"), dice.Pick("in", "startsWith", "endsWith", "contains"), RandomValues.Text),
    };
}
