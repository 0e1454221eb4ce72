using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Operators;

namespace Confd.Flags.Model;

/// <summary>One condition on a context: an attribute, an operator, and values of which any may match.</summary>
/// <remarks>Immutable. The data that the operator needs (sets, dates, versions) is prepared here, once; regular expressions when they are
/// first used.</remarks>
public sealed class Clause
{
    /// <summary>The operator whose values are keys of segments; the attribute is ignored.</summary>
    public const string SegmentMatch = OperatorTest.SegmentMatch;

    /// <summary>Creates a clause.</summary>
    /// <param name="attribute">
    /// The attribute: a reference if <paramref name="contextKind"/> is given, otherwise a plain name. An invalid one makes a flag malformed
    /// when evaluation gets there.
    /// </param>
    /// <param name="operatorName">LaunchDarkly's name, such as <c>in</c> or <c>semVerLessThan</c>; unknown names match nothing.</param>
    /// <param name="values">Any of these may match.</param>
    /// <param name="contextKind">The kind of context that is tested; null or empty means <c>user</c>.</param>
    public Clause(string? attribute, string operatorName, ImmutableArray<FlagValue> values, string? contextKind = null)
    {
        Attribute = attribute ?? "";
        OperatorName = operatorName;
        Values = values;
        ContextKind = contextKind;
        Reference = AttributeReference.Beside(contextKind, attribute);
        IsSegmentMatch = operatorName == SegmentMatch;
        Test = OperatorTest.Prepare(operatorName, values);
    }

    /// <summary>The attribute as it was written.</summary>
    public string Attribute { get; }

    /// <summary>LaunchDarkly's name of the operator.</summary>
    public string OperatorName { get; }

    /// <summary>The values, any of which may match.</summary>
    public ImmutableArray<FlagValue> Values { get; }

    /// <summary>The kind of context that is tested; null or empty means <c>user</c>.</summary>
    public string? ContextKind { get; }

    /// <summary>
    /// True to negate the result. A missing kind of context or attribute never matches.
    /// </summary>
    public bool IsNegated { get; init; }

    /// <summary>True where the values are keys of segments.</summary>
    public bool IsSegmentMatch { get; }

    internal AttributeReference Reference { get; }

    internal OperatorTest Test { get; }
}
