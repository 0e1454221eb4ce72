using Confd.Backends;
using Confd.Engine.Backends;
using Confd.Engine.Documents;
using Confd.Engine.Flags;
using Confd.Engine.Posix;
using Confd.Engine.Running;
using Confd.Following;
using Confd.GoTemplate;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Validation;

/// <summary><c>--preflight</c>: checks whether the backends can be reached, the resources load, there are keys, and flags can be read.
/// Processes nothing.</summary>
/// <param name="engine">Loads the resources and reads their keys.</param>
/// <param name="globalBackend">The backend of resources without one of their own.</param>
/// <param name="checkGlobalHealth">Checks the global backend.</param>
/// <param name="logger">Logs every step.</param>
internal sealed partial class Preflight(
    ConfdEngine engine, IKeyBackend globalBackend, Func<CancellationToken, Task<BackendHealth>> checkGlobalHealth, ILogger logger)
{

    private CancellationToken _stop;

    /// <summary>Runs all checks; absent keys are only a warning.</summary>
    /// <param name="timeout">The time limit for all checks together.</param>
    /// <param name="clock">Measures the timeout.</param>
    /// <param name="stop">Cancels the wait, which is not a failed check.</param>
    /// <exception cref="ValidationException">A check failed, or did not complete within the timeout.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(TimeSpan timeout, TimeProvider clock, CancellationToken stop = default)
    {
        _stop = stop;
        LogRunning(logger);
        using var limit = new TimeLimit(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, clock, stop);
        try
        {
            await CheckAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception cut) when (cut is OperationCanceledException || (stop.IsCancellationRequested && cut is ValidationException))
        {
            // A failure because of the cancellation is not a finding.
            stop.ThrowIfCancellationRequested();
            throw new ValidationException($"the checks took longer than {DurationText.Format(timeout)}: {BackendHealthCheck.TooLate}");
        }
    }

    private async Task CheckAsync(CancellationToken limit)
    {
        await CheckGlobalBackendAsync(limit).ConfigureAwait(false);
        var resources = await LoadAsync(limit).ConfigureAwait(false);
        if (resources.Count == 0)
        {
            LogNoResources(logger);
            return;
        }

        await CheckResourceBackendsAsync(resources, limit).ConfigureAwait(false);
        var failures = new List<string>();
        failures.AddRange(await CheckKeysAsync(resources, limit).ConfigureAwait(false));
        failures.AddRange(await CheckFlagsAsync(resources, limit).ConfigureAwait(false));
        if (failures.Count > 0)
        {
            throw new ValidationException(string.Join('\n', failures));
        }

        LogCompleted(logger);
    }

    private async Task CheckGlobalBackendAsync(CancellationToken cancellationToken)
    {
        LogCheckingGlobal(logger);
        var health = await checkGlobalHealth(cancellationToken).ConfigureAwait(false);
        _stop.ThrowIfCancellationRequested();
        if (!health.IsHealthy)
        {
            LogGlobalFailed(logger, health.Reason);
            throw new ValidationException($"global backend connectivity failed: {health.Reason}");
        }

        LogGlobalGood(logger);
    }

    private async Task<IReadOnlyList<OpenedResource>> LoadAsync(CancellationToken cancellationToken)
    {
        LogLoading(logger);
        var loaded = await engine.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (loaded.Problems.Count > 0)
        {
            var reason = string.Join('\n', loaded.Problems.Select(problem => problem.Message));
            LogNotLoaded(logger, reason);
            throw new ValidationException($"failed to load template resources: {reason}");
        }

        LogLoaded(logger, loaded.Opened.Count);
        return loaded.Opened;
    }

    private async Task CheckResourceBackendsAsync(IReadOnlyList<OpenedResource> resources, CancellationToken cancellationToken)
    {
        var known = new HashSet<IKeyBackend>(ReferenceEqualityComparer.Instance) { globalBackend };
        foreach (var (resource, backend) in resources
            .SelectMany(opened => opened.Sources.Select(source => (opened.Resource, source.Backend))))
        {
            if (!known.Add(backend))
            {
                continue;
            }

            LogCheckingBackend(logger, resource.Source);
            var health = await BackendHealthCheck.RunAsync(backend, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (!health.IsHealthy)
            {
                LogBackendFailed(logger, resource.Source, health.Reason);
                throw new ValidationException($"per-resource backend connectivity failed for {resource.Source}: {health.Reason}");
            }

            LogBackendGood(logger, resource.Source);
        }
    }

    private async Task<IEnumerable<string>> CheckKeysAsync(IReadOnlyList<OpenedResource> resources, CancellationToken cancellationToken)
    {
        LogCheckingKeys(logger);
        var withoutKeys = new List<OpenedResource>();
        var failures = new List<ErrorText>();
        foreach (var opened in resources)
        {
            try
            {
                var keys = await engine.ReadKeysAsync(opened, cancellationToken).ConfigureAwait(false);
                if (keys.Count > 0)
                {
                    LogKeys(logger, opened.Resource.Source, keys.Count);
                }
                else if (opened.Flags is not null && opened.Sources.All(source => source.LookupKeys.Count == 0))
                {
                    LogNoKeysRequested(logger, opened.Resource.Source);
                }
                else
                {
                    withoutKeys.Add(opened);
                }
            }
            catch (Exception problem) when (problem is KeyBackendException or OperationCanceledException)
            {
                var reason = problem is OperationCanceledException
                    ? ErrorText.FromString(BackendHealthCheck.TooLate)
                    : FailureText.Of(problem);
                failures.Add(ErrorText.Format($"{opened.Resource.Source}: backend error: {reason}"));
            }
        }

        _stop.ThrowIfCancellationRequested();
        withoutKeys.ForEach(opened => LogNoKeys(logger, opened.Resource.Source, opened.Resource.Prefix));
        failures.ForEach(failure => LogFailed(logger, failure));
        return failures.Count > 0 ? [$"{failures.Count} template(s) failed key accessibility check"] : [];
    }

    private async Task<IEnumerable<string>> CheckFlagsAsync(IReadOnlyList<OpenedResource> resources, CancellationToken cancellationToken)
    {
        OpenedResource[] asking = [.. resources.Where(opened => opened.Flags is not null)];
        if (asking.Length == 0)
        {
            return [];
        }

        LogCheckingFlags(logger);
        var problems = await engine.CheckFlagsAsync(asking, cancellationToken).ConfigureAwait(false);
        foreach (var opened in asking.Except(problems.Select(problem => problem.Key)))
        {
            LogFlags(logger, opened.Resource.Source, opened.Resource.Flags!.Origin);
        }

        foreach (var (opened, reason) in problems)
        {
            LogFailed(logger, ErrorText.Format($"{opened.Resource.Source}: flags: {reason}"));
        }

        return problems.Count > 0 ? [$"{problems.Count} template(s) failed flag accessibility check"] : [];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Running pre-flight checks...")]
    private static partial void LogRunning(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Checking global backend connectivity...")]
    private static partial void LogCheckingGlobal(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Global backend connectivity check failed: {Reason}")]
    private static partial void LogGlobalFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Global backend: OK")]
    private static partial void LogGlobalGood(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loading template resources...")]
    private static partial void LogLoading(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to load template resources: {Reason}")]
    private static partial void LogNotLoaded(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Templates: {Count} loaded")]
    private static partial void LogLoaded(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No template resources found")]
    private static partial void LogNoResources(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Checking per-resource backend for {Source}...")]
    private static partial void LogCheckingBackend(ILogger logger, string source);

    [LoggerMessage(Level = LogLevel.Error, Message = "Per-resource backend check failed for {Source}: {Reason}")]
    private static partial void LogBackendFailed(ILogger logger, string source, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Per-resource backend for {Source}: OK")]
    private static partial void LogBackendGood(ILogger logger, string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "Checking key accessibility...")]
    private static partial void LogCheckingKeys(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "  {Source}: {Count} keys found")]
    private static partial void LogKeys(ILogger logger, string source, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source}: no keys found for prefix {Prefix}")]
    private static partial void LogNoKeys(ILogger logger, string source, string prefix);

    [LoggerMessage(Level = LogLevel.Information, Message = "  {Source}: reads no keys")]
    private static partial void LogNoKeysRequested(ILogger logger, string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "Checking flag accessibility...")]
    private static partial void LogCheckingFlags(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "  {Source}: flags read from the {Origin}")]
    private static partial void LogFlags(ILogger logger, string source, FlagOrigin origin);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Failure}")]
    private static partial void LogFailed(ILogger logger, ErrorText failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Pre-flight checks completed successfully")]
    private static partial void LogCompleted(ILogger logger);
}
