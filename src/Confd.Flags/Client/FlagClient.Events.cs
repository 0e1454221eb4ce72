using System.Diagnostics.CodeAnalysis;
using Confd.Flags.Contexts;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <content>What a program tells of its contexts and of what it measures. Without <see cref="FlagClientOptions.Events"/> it goes to hooks
/// only.</content>
public sealed partial class FlagClient
{
    /// <summary>Makes a context known to LaunchDarkly. Evaluations do so by themselves; this is for contexts that no flag is asked
    /// for.</summary>
    /// <param name="context">An invalid one, or null, is left out, with a warning.</param>
    public void Identify(EvaluationContext context)
    {
        if (IsUsable(context, nameof(Identify)))
        {
            _reporter?.Identify(context);
        }
    }

    /// <summary>Tells that something happened that is measured.</summary>
    /// <param name="eventKey">What happened. Where it is null or empty nothing is told, with a warning.</param>
    /// <param name="context">For whom. With an invalid one, or null, nothing is told, with a warning.</param>
    /// <param name="data">What belongs to it; JSON null: nothing.</param>
    /// <param name="metric">The number that a metric counts; null: none.</param>
    public void Track(string eventKey, EvaluationContext context, FlagValue data = default, double? metric = null)
    {
        if (string.IsNullOrEmpty(eventKey))
        {
            LogNoEventKey(_logger, nameof(Track));
        }
        else if (IsUsable(context, nameof(Track)))
        {
            _reporter?.Track(eventKey, context, data, metric);
        }
    }

    /// <summary>Completes when all events so far are on their way, or were given up; at once where there are none.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _reporter?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    // They stand in the middle of what a program does for its users: nothing of them is worth an exception there.
    private bool IsUsable([NotNullWhen(true)] EvaluationContext? context, string method)
    {
        if (context is { IsValid: true })
        {
            return true;
        }

        LogInvalidContext(_logger, method, context?.Error ?? "it is null");
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} was called without an event's key, and nothing is told")]
    private static partial void LogNoEventKey(ILogger logger, string method);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} was called with an invalid context, and nothing is told: {Problem}")]
    private static partial void LogInvalidContext(ILogger logger, string method, string problem);
}
