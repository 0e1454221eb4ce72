using System.Diagnostics.CodeAnalysis;
using Confd.Flags.Contexts;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <content>Events that a program reports: contexts and measurements. Without <see cref="FlagClientOptions.Events"/> they go to hooks
/// only.</content>
public sealed partial class FlagClient
{
    /// <summary>Reports a context to LaunchDarkly. Evaluations do so by themselves; this is for contexts for which no flag is
    /// evaluated.</summary>
    /// <param name="context">An invalid one, or null, is ignored, with a warning.</param>
    public void Identify(EvaluationContext context)
    {
        if (IsUsable(context, nameof(Identify)))
        {
            _reporter?.Identify(context);
        }
    }

    /// <summary>Reports an event for metrics.</summary>
    /// <param name="eventKey">The event's key. If it is null or empty, nothing is reported, and a warning is logged.</param>
    /// <param name="context">The context of the event. If it is invalid or null, nothing is reported, and a warning is logged.</param>
    /// <param name="data">Data of the event; JSON null: none.</param>
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

    /// <summary>Completes when all events so far are sent or dropped; immediately where there are none.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _reporter?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    // These methods are called while a program serves its users: invalid arguments are not worth an exception there.
    private bool IsUsable([NotNullWhen(true)] EvaluationContext? context, string method)
    {
        if (context is { IsValid: true })
        {
            return true;
        }

        LogInvalidContext(_logger, method, context?.Error ?? "it is null");
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} was called without an event key, and nothing is recorded")]
    private static partial void LogNoEventKey(ILogger logger, string method);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} was called with an invalid context, and nothing is recorded: {Problem}")]
    private static partial void LogInvalidContext(ILogger logger, string method, string problem);
}
