using Confd.Flags.Contexts;

namespace Confd.Flags.Hooks;

/// <summary>The data common to the hooks of one evaluation.</summary>
public sealed record EvaluationSeries
{
    /// <summary>The key of the flag.</summary>
    public required string FlagKey { get; init; }

    /// <summary>The context to evaluate for; may be invalid.</summary>
    public required EvaluationContext Context { get; init; }

    /// <summary>The program's default.</summary>
    public required FlagValue Default { get; init; }

    /// <summary>The method that was called, such as <c>BoolVariationDetail</c>; without <c>Async</c> for asynchronous methods.</summary>
    public required string Method { get; init; }

    /// <summary>The id of the environment that the flags come from; null where the source does not provide it.</summary>
    public string? EnvironmentId { get; init; }
}
