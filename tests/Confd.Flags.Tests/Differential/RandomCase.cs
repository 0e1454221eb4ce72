using Confd.Flags.Contexts;

namespace Confd.Flags.Tests.Differential;

/// <summary>
/// One evaluation in the shape of the recorded cases: <c>id</c>, <c>data</c>, <c>context</c>, <c>flagKey</c>, <c>type</c>, <c>default</c>.
/// A few keys, kinds and attributes only, so that rules, targets, segments and prerequisites meet.
/// </summary>
internal sealed class RandomCase
{
    private static readonly string[] FlagKeys = ["f0", "f1", "f2", "f3"];

    private readonly Dice _dice;
    private readonly RandomRules _rules;
    private readonly bool _isCircular;
    private readonly bool _hasBigSegments;

    private RandomCase(int seed)
    {
        _dice = new Dice(seed);
        _rules = new RandomRules(_dice);
        _isCircular = _dice.Chance(20);
        _hasBigSegments = _dice.Chance(20);
    }

    /// <summary>The case of a seed.</summary>
    public static FlagValue Create(int seed) => new RandomCase(seed).Create($"seed {seed}");

    private FlagValue Create(string id) => Dice.Object(
    [
        ("id", id),
        ("data", Dice.Object(
            ("flags", Dice.Object(FlagKeys.Where(key => key == "f0" || _dice.Chance(90)).Select(key => (key, (FlagValue?)Flag(key))))),
            ("segments", Dice.Object(RandomRules.Segments.Where(_ => _dice.Chance(85)).Select(key => (key, (FlagValue?)Segment(key))))))),
        ("context", new RandomContexts(_dice, allowsEmptyKeys: !_hasBigSegments).Next()),
        ("flagKey", _dice.Chance(97) ? "f0" : "missing"),
        .. TypeAndDefault(),
    ]);

    private IEnumerable<(string, FlagValue?)> TypeAndDefault() => _dice.Below(20) switch
    {
        0 => [("type", "bool"), ("default", true)],
        1 => [("type", "number"), ("default", 0.5)],
        2 => [("type", "string"), ("default", "default")],
        3 => [("type", "json"), ("default", Dice.Object(("default", FlagValue.Null)))],
        _ => [("default", _dice.Pick<FlagValue>("default", FlagValue.Null, 1, false))],
    };

    private FlagValue Flag(string key)
    {
        if (_dice.Chance(2))
        {
            return Dice.Object(("key", key), ("version", 2), ("deleted", true));
        }

        // Whether a broken prerequisite only fails or breaks the whole is disputed.
        var isSound = key != "f0";
        var variations = FlagValue.ArrayOf([.. Enumerable.Range(0, 1 + _dice.Below(4)).Select(_ => RandomValues.Served(_dice))]);
        var count = variations.Items.Length;
        return Dice.Object(
            ("key", key),
            ("version", 1),
            ("on", _dice.Chance(93)),
            ("deleted", _dice.Maybe(20, () => false)),
            ("salt", _dice.Maybe(90, () => _dice.Pick("salt", "", "日本"))),
            ("variations", variations),
            ("offVariation", _dice.Maybe(90, () => _dice.Chance(5) ? FlagValue.Null : _rules.Variation(count, isSound))),
            ("fallthrough", _dice.Maybe(isSound ? 100 : 98, () => Dice.Object(Serve(count, isSound)))),
            ("prerequisites", NoList(70) ?? Prerequisites(key)),
            ("targets", NoList(50) ?? _dice.List(3, () => Target(count, isSound))),
            ("contextTargets", NoList(60) ?? _dice.List(3, () => ContextTarget(count, isSound))),
            ("rules", NoList(10) ?? _dice.List(4, () => Rule(count, isSound))),
            ("trackEvents", true),
            ("unknown", _dice.Maybe(20, () => RandomValues.Served(_dice))));
    }

    // No list, in one of three ways; else null, for a list to be made.
    private FlagValue? NoList(int percent) =>
        _dice.Chance(percent) ? _dice.Pick(FlagValue.Null, FlagValue.ArrayOf()) : Dice.Absent;

    // Either several flags, all later ones, or one of any, which may close a circle. What follows a circle is disputed.
    private FlagValue Prerequisites(string key)
    {
        string[] keys = _isCircular
            ? [_dice.Pick([.. FlagKeys, "missing"])]
            : [.. FlagKeys.Append("missing").Where(other => string.CompareOrdinal(other, key) > 0 && _dice.Chance(30))];
        return FlagValue.ArrayOf([.. keys.Select(Prerequisite)]);
    }

    private FlagValue Prerequisite(string key) => Dice.Object(("key", key), ("variation", _dice.Below(3)));

    private FlagValue Target(int count, bool isSound) =>
        Dice.Object(("values", _rules.Keys()), ("variation", _rules.Variation(count, isSound)));

    private FlagValue ContextTarget(int count, bool isSound)
    {
        var kind = _rules.Kind();
        var isUser = kind is null || kind.Value.IsNull || kind == "user";
        return Dice.Object(
            ("contextKind", kind),
            ("values", isUser ? FlagValue.ArrayOf() : _rules.Keys()),
            ("variation", _rules.Variation(count, isSound)));
    }

    private FlagValue Rule(int count, bool isSound) =>
        Dice.Object([("id", _dice.Maybe(80, () => $"r{_dice.Below(9)}")), ("clauses", _rules.Clauses()), .. Serve(count, isSound)]);

    private IEnumerable<(string, FlagValue?)> Serve(int count, bool isSound) => _dice.Below(20) switch
    {
        0 => isSound ? [("variation", 0)] : [],
        1 => [("variation", FlagValue.Null), ("rollout", _rules.Rollout(count, isSound))],
        <= 8 => [("rollout", _rules.Rollout(count, isSound))],
        9 => [("variation", _rules.Variation(count, isSound)), ("rollout", _rules.Rollout(count, isSound))],
        _ => [("variation", _rules.Variation(count, isSound))],
    };

    private FlagValue Segment(string key)
    {
        if (_dice.Chance(4))
        {
            return Dice.Object(("key", key), ("version", 2), ("deleted", true));
        }

        // A big segment in a circle of segments hangs the Node SDK; whether one without a generation is asked after is disputed.
        var isBig = _hasBigSegments && _dice.Chance(40);
        return Dice.Object(
            ("key", key),
            ("version", 1),
            ("salt", _dice.Maybe(90, () => _dice.Pick("salt", ""))),
            ("included", NoList(50) ?? _rules.Keys()),
            ("excluded", NoList(50) ?? _rules.Keys()),
            ("includedContexts", NoList(60) ?? _dice.List(2, SegmentTarget)),
            ("excludedContexts", NoList(60) ?? _dice.List(2, SegmentTarget)),
            ("unbounded", isBig ? true : _dice.Maybe(10, () => false)),
            ("unboundedContextKind", _dice.Maybe(20, () => "org")),
            ("generation", isBig ? 2 : _dice.Maybe(50, () => 2)),
            ("rules", _dice.Maybe(85, () => _dice.List(2, () => SegmentRule(isBig ? _rules.AttributeClauses() : _rules.Clauses())))));
    }

    private FlagValue SegmentTarget() => Dice.Object(("contextKind", _rules.Kind()), ("values", _rules.Keys()));

    private FlagValue SegmentRule(FlagValue clauses) => Dice.Object(
        ("id", _dice.Maybe(50, () => "rule")),
        ("clauses", clauses),
        ("weight", _dice.Maybe(40, () => _dice.Pick<FlagValue>(0, 10_000, 50_000, 100_000, FlagValue.Null))),
        ("bucketBy", _dice.Maybe(30, _rules.BucketBy)),
        ("rolloutContextKind", _rules.Kind()));
}
