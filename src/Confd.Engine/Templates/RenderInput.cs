using Confd.Engine.Flags;
using Confd.Engine.Keys;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates;

/// <summary>The input of a template. All from one cycle: keys and flags belong to one reading of their sources.</summary>
/// <param name="Keys">The keys for the store functions.</param>
internal sealed record RenderInput(KeySnapshot Keys)
{
    /// <summary>Evaluates the resource's flags; null for a resource without flags.</summary>
    public FlagLookup? Flags { get; init; }

    /// <summary>The value of <c>{{.}}</c>: nil, or the name and key of one file of a <c>for_each</c>, or the data of
    /// <c>--mock-data</c>.</summary>
    public Value Dot { get; init; } = Value.Nil;
}
