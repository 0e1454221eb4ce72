using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Hooks;

/// <summary>Runs the hooks of a client, in their order; logs their exceptions.</summary>
internal sealed partial class HookChain(ImmutableArray<FlagHook> hooks, ILogger logger)
{
    /// <summary>Runs the stage before an evaluation.</summary>
    /// <returns>The data of each hook for its next stage, in the order of the hooks.</returns>
    public ImmutableArray<ImmutableDictionary<string, object?>> Before(EvaluationSeries evaluation)
    {
        var data = ImmutableArray.CreateBuilder<ImmutableDictionary<string, object?>>(hooks.Length);
        foreach (var hook in hooks)
        {
            data.Add(Before(hook, evaluation));
        }

        return data.MoveToImmutable();
    }

    /// <summary>Runs the stage after an evaluation.</summary>
    public void After(
        EvaluationSeries evaluation, ImmutableArray<ImmutableDictionary<string, object?>> data, EvaluationDetail<FlagValue> detail)
    {
        for (var i = hooks.Length - 1; i >= 0; i--)
        {
            try
            {
                hooks[i].AfterEvaluation(evaluation, data[i], detail);
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                LogFailed(logger, hooks[i].Name, nameof(FlagHook.AfterEvaluation), problem);
            }
        }
    }

    /// <summary>Runs the stage after a custom event.</summary>
    public void After(TrackSeries track)
    {
        foreach (var hook in hooks)
        {
            try
            {
                hook.AfterTrack(track);
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                LogFailed(logger, hook.Name, nameof(FlagHook.AfterTrack), problem);
            }
        }
    }

    private ImmutableDictionary<string, object?> Before(FlagHook hook, EvaluationSeries evaluation)
    {
        var none = ImmutableDictionary<string, object?>.Empty;
        try
        {
            return hook.BeforeEvaluation(evaluation, none) ?? none;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogFailed(logger, hook.Name, nameof(FlagHook.BeforeEvaluation), problem);
            return none;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The hook '{Hook}' failed in {Stage}")]
    private static partial void LogFailed(ILogger logger, string hook, string stage, Exception problem);
}
