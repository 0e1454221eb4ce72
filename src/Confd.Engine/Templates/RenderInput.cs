using Confd.Engine.Flags;
using Confd.Engine.Keys;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates;

/// <summary>What a template is rendered with. All of one cycle: keys and flags belong to one reading of their sources.</summary>
/// <param name="Keys">What the store functions see.</param>
internal sealed record RenderInput(KeySnapshot Keys)
{
    /// <summary>Evaluates the resource's flags; null for a resource without flags.</summary>
    public FlagLookup? Flags { get; init; }

    /// <summary>What <c>{{.}}</c> is: nil, or the name and key of one file of a <c>for_each</c>, or the data of
    /// <c>--mock-data</c>.</summary>
    public Value Dot { get; init; } = Value.Nil;
}
