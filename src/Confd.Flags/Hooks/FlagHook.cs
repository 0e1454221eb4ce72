using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;

namespace Confd.Flags.Hooks;

/// <summary>Runs before and after evaluations, and after custom events: for traces, metrics, logs.</summary>
/// <remarks>
/// <para>
/// Hooks run on the thread that evaluates: before an evaluation in the order of <c>FlagClientOptions.Hooks</c>, after it in the opposite
/// order. An exception of a hook is logged, and affects neither the evaluation nor the other hooks.
/// </para>
/// <para>
/// The return value of <see cref="BeforeEvaluation"/> is passed to <see cref="AfterEvaluation"/> of the same hook and the same evaluation.
/// Each is called once, also for a flag that waits for big segments, or for a store that is read through.
/// </para>
/// </remarks>
public abstract class FlagHook
{
    /// <summary>Creates a hook.</summary>
    /// <param name="name">The name in logs.</param>
    protected FlagHook(string name) => Name = name;

    /// <summary>The name in logs.</summary>
    public string Name { get; }

    /// <summary>The data of a stage that has none to pass on.</summary>
    protected static ImmutableDictionary<string, object?> NoData => ImmutableDictionary<string, object?>.Empty;

    /// <summary>Runs before an evaluation.</summary>
    /// <param name="evaluation">What is about to be evaluated.</param>
    /// <param name="data">Empty.</param>
    /// <returns>The data for <see cref="AfterEvaluation"/>; <paramref name="data"/> by default.</returns>
    public virtual ImmutableDictionary<string, object?> BeforeEvaluation(
        EvaluationSeries evaluation, ImmutableDictionary<string, object?> data) => data;

    /// <summary>Runs after an evaluation.</summary>
    /// <param name="evaluation">What was evaluated.</param>
    /// <param name="data">The return value of <see cref="BeforeEvaluation"/>; empty if it failed.</param>
    /// <param name="detail">The result.</param>
    public virtual void AfterEvaluation(
        EvaluationSeries evaluation, ImmutableDictionary<string, object?> data, EvaluationDetail<FlagValue> detail)
    {
    }

    /// <summary>Runs after a custom event was added.</summary>
    /// <param name="track">The event.</param>
    public virtual void AfterTrack(TrackSeries track)
    {
    }
}
