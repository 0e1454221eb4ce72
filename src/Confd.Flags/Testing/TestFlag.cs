using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Testing;

/// <summary>A flag of a <see cref="TestData"/>, built step by step. Clients see no change before <see cref="TestData.Update"/>.</summary>
/// <remarks>A new flag is boolean and on, and serves true to every context, false when it is off. Not thread-safe.</remarks>
public sealed class TestFlag
{
    private const int TrueVariation = 0;
    private const int FalseVariation = 1;

    private readonly Dictionary<string, SortedDictionary<int, ImmutableArray<string>>> _targets = new(StringComparer.Ordinal);
    private ImmutableArray<FlagValue> _variations = [true, false];
    private ImmutableArray<Rule> _rules = [];
    private bool _isOn = true;
    private int _fallthrough = TrueVariation;
    private int? _off = FalseVariation;

    internal TestFlag(string key) => Key = key;

    /// <summary>The flag's key.</summary>
    public string Key { get; }

    /// <summary>Makes it a boolean flag with the variations true and false, unless it is one.</summary>
    public TestFlag BooleanFlag() => IsBoolean ? this : Variations(true, false).FallthroughVariation(true).OffVariation(false);

    /// <summary>Sets its values.</summary>
    public TestFlag Variations(params ReadOnlySpan<FlagValue> values)
    {
        _variations = [.. values];
        return this;
    }

    /// <summary>Turns it on or off.</summary>
    public TestFlag On(bool isOn)
    {
        _isOn = isOn;
        return this;
    }

    /// <summary>Sets the value for contexts that match no target and no rule.</summary>
    public TestFlag FallthroughVariation(bool value) => BooleanFlag().FallthroughVariation(IndexOf(value));

    /// <inheritdoc cref="FallthroughVariation(bool)"/>
    public TestFlag FallthroughVariation(int variation)
    {
        _fallthrough = variation;
        return this;
    }

    /// <summary>Sets the value that is served while the flag is off.</summary>
    public TestFlag OffVariation(bool value) => BooleanFlag().OffVariation(IndexOf(value));

    /// <inheritdoc cref="OffVariation(bool)"/>
    public TestFlag OffVariation(int? variation)
    {
        _off = variation;
        return this;
    }

    /// <summary>Serves one value to every context: turns the flag on, and removes targets and rules.</summary>
    public TestFlag VariationForAll(bool value) => BooleanFlag().VariationForAll(IndexOf(value));

    /// <inheritdoc cref="VariationForAll(bool)"/>
    public TestFlag VariationForAll(int variation) => On(true).ClearRules().ClearTargets().FallthroughVariation(variation);

    /// <summary>Serves that value to every context, in place of the flag's variations.</summary>
    public TestFlag ValueForAll(FlagValue value) => Variations(value).VariationForAll(0);

    /// <summary>Serves a value to one user.</summary>
    public TestFlag VariationForUser(string userKey, bool value) => VariationForKey(ContextKind.User, userKey, value);

    /// <inheritdoc cref="VariationForUser(string, bool)"/>
    public TestFlag VariationForUser(string userKey, int variation) => VariationForKey(ContextKind.User, userKey, variation);

    /// <summary>Serves a value to the context with that kind and key.</summary>
    public TestFlag VariationForKey(string contextKind, string key, bool value) =>
        BooleanFlag().VariationForKey(contextKind, key, IndexOf(value));

    /// <inheritdoc cref="VariationForKey(string, string, bool)"/>
    public TestFlag VariationForKey(string contextKind, string key, int variation)
    {
        if (!_targets.TryGetValue(contextKind, out var targets))
        {
            _targets.Add(contextKind, targets = []);
        }

        foreach (var other in targets.Keys.ToList())
        {
            targets[other] = targets[other].Remove(key);
        }

        targets[variation] = targets.GetValueOrDefault(variation, []).Add(key);
        return this;
    }

    /// <summary>Starts a rule: the attribute of a user is one of the values.</summary>
    public TestFlagRule IfMatch(string attribute, params ReadOnlySpan<FlagValue> values) =>
        new TestFlagRule(this).AndMatch(attribute, values);

    /// <summary>Starts a rule: the attribute of a context of that kind is one of the values.</summary>
    public TestFlagRule IfMatchContext(string contextKind, string attribute, params ReadOnlySpan<FlagValue> values) =>
        new TestFlagRule(this).AndMatchContext(contextKind, attribute, values);

    /// <summary>Starts a rule: the attribute of a user is none of the values.</summary>
    public TestFlagRule IfNotMatch(string attribute, params ReadOnlySpan<FlagValue> values) =>
        new TestFlagRule(this).AndNotMatch(attribute, values);

    /// <summary>Starts a rule: the attribute of a context of that kind is none of the values.</summary>
    public TestFlagRule IfNotMatchContext(string contextKind, string attribute, params ReadOnlySpan<FlagValue> values) =>
        new TestFlagRule(this).AndNotMatchContext(contextKind, attribute, values);

    /// <summary>Removes all rules.</summary>
    public TestFlag ClearRules()
    {
        _rules = [];
        return this;
    }

    /// <summary>Removes all targets.</summary>
    public TestFlag ClearTargets()
    {
        _targets.Clear();
        return this;
    }

    internal static int IndexOf(bool value) => value ? TrueVariation : FalseVariation;

    internal TestFlag Add(ImmutableArray<Clause> clauses, int variation)
    {
        _rules = _rules.Add(new Rule { Id = $"rule{_rules.Length}", Clauses = clauses, Serve = new(variation, null) });
        return this;
    }

    internal TestFlag Copy()
    {
        var copy = new TestFlag(Key)
        {
            _variations = _variations,
            _rules = _rules,
            _isOn = _isOn,
            _fallthrough = _fallthrough,
            _off = _off,
        };
        foreach (var (kind, targets) in _targets)
        {
            copy._targets.Add(kind, new SortedDictionary<int, ImmutableArray<string>>(targets));
        }

        return copy;
    }

    internal FeatureFlag Build() => new()
    {
        Key = Key,
        IsOn = _isOn,
        Variations = _variations,
        OffVariation = _off,
        Fallthrough = new(_fallthrough, null),
        Targets = [.. TargetsOf(ContextKind.User)],
        ContextTargets = [.. _targets.Keys.SelectMany(kind => kind == ContextKind.User
            ? TargetsOf(kind).Select(target => new Target { ContextKind = kind, Variation = target.Variation })
            : TargetsOf(kind).Select(target => target with { ContextKind = kind }))],
        Rules = _rules,
    };

    private bool IsBoolean => _variations is [var yes, var no] && yes == true && no == false;

    private IEnumerable<Target> TargetsOf(string kind) =>
        from target in _targets.GetValueOrDefault(kind, [])
        where !target.Value.IsEmpty
        select new Target { Variation = target.Key, Values = KeySet.Create(target.Value.AsSpan()) };
}
