using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;

namespace Confd.Flags.Hooks;

/// <summary>Runs before and after evaluations, and after custom events: for traces, metrics, logs.</summary>
/// <remarks>
/// <para>
/// Hooks run on the thread that evaluates, before in the order of <c>FlagClientOptions.Hooks</c>, after an evaluation in the opposite
/// order. What one throws is logged, and changes neither the evaluation nor the other hooks.
/// </para>
/// <para>
/// What <see cref="BeforeEvaluation"/> answers is handed to <see cref="AfterEvaluation"/> of the same hook and the same evaluation. A flag
/// that waits for big segments, or for a store that is read through, has one of each.
/// </para>
/// </remarks>
public abstract class FlagHook
{
    /// <summary>Makes a hook.</summary>
    /// <param name="name">For logs.</param>
    protected FlagHook(string name) => Name = name;

    /// <summary>What it is called in logs.</summary>
    public string Name { get; }

    /// <summary>What a stage has to hand on where it hands on nothing.</summary>
    protected static ImmutableDictionary<string, object?> NoData => ImmutableDictionary<string, object?>.Empty;

    /// <summary>Runs before an evaluation.</summary>
    /// <param name="evaluation">What is about to be evaluated.</param>
    /// <param name="data">Empty.</param>
    /// <returns>What <see cref="AfterEvaluation"/> gets; <paramref name="data"/> by default.</returns>
    public virtual ImmutableDictionary<string, object?> BeforeEvaluation(
        EvaluationSeries evaluation, ImmutableDictionary<string, object?> data) => data;

    /// <summary>Runs after an evaluation.</summary>
    /// <param name="evaluation">What was evaluated.</param>
    /// <param name="data">What <see cref="BeforeEvaluation"/> answered; empty if it failed.</param>
    /// <param name="detail">The answer.</param>
    public virtual void AfterEvaluation(
        EvaluationSeries evaluation, ImmutableDictionary<string, object?> data, EvaluationDetail<FlagValue> detail)
    {
    }

    /// <summary>Runs after a custom event was taken.</summary>
    /// <param name="track">What was told.</param>
    public virtual void AfterTrack(TrackSeries track)
    {
    }
}
