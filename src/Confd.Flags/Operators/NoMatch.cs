using Confd.Flags.Contexts;

namespace Confd.Flags.Operators;

/// <summary>An operator that this version does not support: newer data must not break older programs.</summary>
internal sealed class NoMatch : OperatorTest
{
    public static NoMatch Instance { get; } = new();

    public override bool Matches(FlagValue value) => false;
}
