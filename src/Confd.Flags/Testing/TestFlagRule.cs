using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Model;

namespace Confd.Flags.Testing;

/// <summary>A rule of a <see cref="TestFlag"/>; it becomes part of the flag with <see cref="ThenReturn(bool)"/>.</summary>
public sealed class TestFlagRule
{
    private readonly TestFlag _flag;
    private ImmutableArray<Clause> _clauses = [];

    internal TestFlagRule(TestFlag flag) => _flag = flag;

    /// <summary>Adds a condition: the attribute of a user is one of the values.</summary>
    public TestFlagRule AndMatch(string attribute, params ReadOnlySpan<FlagValue> values) =>
        AndMatchContext(ContextKind.User, attribute, values);

    /// <summary>Adds a condition: the attribute of a context of that kind is one of the values.</summary>
    public TestFlagRule AndMatchContext(string contextKind, string attribute, params ReadOnlySpan<FlagValue> values) =>
        Add(contextKind, attribute, [.. values], isNegated: false);

    /// <summary>Adds a condition: the attribute of a user is none of the values.</summary>
    public TestFlagRule AndNotMatch(string attribute, params ReadOnlySpan<FlagValue> values) =>
        AndNotMatchContext(ContextKind.User, attribute, values);

    /// <summary>Adds a condition: the attribute of a context of that kind is none of the values.</summary>
    public TestFlagRule AndNotMatchContext(string contextKind, string attribute, params ReadOnlySpan<FlagValue> values) =>
        Add(contextKind, attribute, [.. values], isNegated: true);

    /// <summary>Adds the rule to its flag, with the value for contexts that match.</summary>
    public TestFlag ThenReturn(bool value)
    {
        _flag.BooleanFlag();
        return ThenReturn(TestFlag.IndexOf(value));
    }

    /// <inheritdoc cref="ThenReturn(bool)"/>
    public TestFlag ThenReturn(int variation) => _flag.Add(_clauses, variation);

    private TestFlagRule Add(string contextKind, string attribute, ImmutableArray<FlagValue> values, bool isNegated)
    {
        _clauses = _clauses.Add(new Clause(attribute, "in", values, contextKind) { IsNegated = isNegated });
        return this;
    }
}
