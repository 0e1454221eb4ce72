using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Events;
using Confd.Flags.Hooks;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Client;

/// <summary>Reports evaluations and measurements to hooks and events. Not created for a client that has neither.</summary>
internal sealed partial class EvaluationReporter : IAsyncDisposable
{
    private readonly HookChain? _hooks;
    private readonly IFlagEvents? _events;
    private readonly FlagClientOptions _options;
    private readonly ILogger _logger;

    private EvaluationReporter(FlagClientOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _events = options.Events;
        _events?.UseLogger(logger);
        _hooks = options.Hooks.Count == 0 ? null : new HookChain([.. options.Hooks], logger);
    }

    /// <summary>Creates a reporter; null where there are neither hooks nor events.</summary>
    public static EvaluationReporter? Create(FlagClientOptions options, ILogger logger) =>
        options.Hooks.Count > 0 || options.Events is not null ? new EvaluationReporter(options, logger) : null;

    /// <summary>Reports that an evaluation starts.</summary>
    public ReportedEvaluation Begin(string flagKey, EvaluationContext context, FlagValue defaultValue, string method, bool includesReason)
    {
        var series = new EvaluationSeries
        {
            FlagKey = flagKey,
            Context = context,
            Default = defaultValue,
            Method = method,
            EnvironmentId = FindEnvironmentId(),
        };
        return new ReportedEvaluation(series, _hooks?.Before(series) ?? [], includesReason);
    }

    /// <summary>Reports the result of an evaluation.</summary>
    public void End(ReportedEvaluation evaluation, EvaluationDetail<FlagValue> detail)
    {
        if (_events is not null && evaluation.Series is { FlagKey: not null, Context.IsValid: true })
        {
            AddEvents(evaluation, detail);
        }

        Abandon(evaluation, detail);
    }

    /// <summary>Reports the end of an evaluation to hooks only: the caller got no result.</summary>
    public void Abandon(ReportedEvaluation evaluation, EvaluationDetail<FlagValue> detail) =>
        _hooks?.After(evaluation.Series, evaluation.Data, detail);

    /// <summary>Reports a context.</summary>
    public void Identify(EvaluationContext context) => Add(new IdentifyEvent { Time = Now, Context = context });

    /// <summary>Reports a measurement of the program.</summary>
    public void Track(string key, EvaluationContext context, FlagValue data, double? metric)
    {
        Add(new CustomEvent { Time = Now, Context = context, Key = key, Data = data, Metric = metric });
        _hooks?.After(new TrackSeries
        {
            Key = key,
            Context = context,
            Data = data,
            Metric = metric,
            EnvironmentId = FindEnvironmentId(),
        });
    }

    /// <summary>Adds an event, if events are configured. Logs exceptions and does not rethrow them, as for hooks.</summary>
    public void Add(FlagEvent flagEvent)
    {
        try
        {
            _events?.Add(flagEvent);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogEventLost(_logger, problem);
        }
    }

    /// <summary>Sends the pending events.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _events?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Disposes of the events.</summary>
    public ValueTask DisposeAsync() => _events?.DisposeAsync() ?? ValueTask.CompletedTask;

    // Calls the program's function: its exceptions are logged and not rethrown, as for hooks.
    private string? FindEnvironmentId()
    {
        try
        {
            return _hooks is null ? null : _options.EnvironmentId?.Invoke();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogNoEnvironmentId(_logger, problem);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An event of a flag client was rejected and is lost")]
    private static partial void LogEventLost(ILogger logger, Exception problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "The environment's id could not be determined; hooks do not receive it")]
    private static partial void LogNoEnvironmentId(ILogger logger, Exception problem);

    private DateTimeOffset Now => _options.Clock.GetUtcNow();

    private void AddEvents(ReportedEvaluation evaluation, EvaluationDetail<FlagValue> detail)
    {
        var (now, context) = (Now, evaluation.Series.Context);
        foreach (var (of, flag, outcome) in evaluation.Asked)
        {
            Add(new EvaluationEvent
            {
                Time = now,
                Context = context,
                FlagKey = flag.Key,
                Flag = flag,
                Detail = outcome.ToDetail(flag, FlagValue.Null),
                IncludesReason = evaluation.IncludesReason,
                PrerequisiteOf = of.Key,
            });
        }

        Add(new EvaluationEvent
        {
            Time = now,
            Context = context,
            FlagKey = evaluation.Series.FlagKey,
            Flag = evaluation.Flag,
            Detail = detail,
            Default = evaluation.Series.Default,
            IncludesReason = evaluation.IncludesReason,
        });
    }
}
