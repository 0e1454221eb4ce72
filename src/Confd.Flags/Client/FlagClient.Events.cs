using Confd.Flags.Contexts;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <content>What a program tells of its contexts and of what it measures. Without <see cref="FlagClientOptions.Events"/> it goes to hooks
/// only.</content>
public sealed partial class FlagClient
{
    /// <summary>Makes a context known to LaunchDarkly. Evaluations do so by themselves; this is for contexts that no flag is asked
    /// for.</summary>
    /// <param name="context">An invalid one is left out, with a warning.</param>
    public void Identify(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (IsUsable(context, nameof(Identify)))
        {
            _reporter?.Identify(context);
        }
    }

    /// <summary>Tells that something happened that is measured.</summary>
    /// <param name="eventKey">What happened; not empty.</param>
    /// <param name="context">For whom. With an invalid one nothing is told, with a warning.</param>
    /// <param name="data">What belongs to it; JSON null: nothing.</param>
    /// <param name="metric">The number that a metric counts; null: none.</param>
    public void Track(string eventKey, EvaluationContext context, FlagValue data = default, double? metric = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventKey);
        ArgumentNullException.ThrowIfNull(context);
        if (IsUsable(context, nameof(Track)))
        {
            _reporter?.Track(eventKey, context, data, metric);
        }
    }

    /// <summary>Completes when all events so far are on their way, or were given up; at once where there are none.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _reporter?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    private bool IsUsable(EvaluationContext context, string method)
    {
        if (context.IsValid)
        {
            return true;
        }

        LogInvalidContext(_logger, method, context.Error!);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} was called with an invalid context, and nothing is told: {Problem}")]
    private static partial void LogInvalidContext(ILogger logger, string method, string problem);
}
