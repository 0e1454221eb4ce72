using Confd.Flags.Contexts;

namespace Confd.Flags.Hooks;

/// <summary>What the hooks of one evaluation have in common.</summary>
public sealed record EvaluationSeries
{
    /// <summary>The flag that is asked for.</summary>
    public required string FlagKey { get; init; }

    /// <summary>For whom; may be invalid.</summary>
    public required EvaluationContext Context { get; init; }

    /// <summary>The program's default.</summary>
    public required FlagValue Default { get; init; }

    /// <summary>The method that was called, such as <c>BoolVariationDetail</c>; its asynchronous twin counts as the same.</summary>
    public required string Method { get; init; }

    /// <summary>The id of the environment that the flags come from; null where the source does not say.</summary>
    public string? EnvironmentId { get; init; }
}
