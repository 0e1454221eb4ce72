using Confd.DynamoDb;
using Confd.Following;
using Confd.Shared;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Confd.Extensions.Configuration;

/// <summary>The settings of one table. New data is first built, then compared, then set as a whole, then signalled.</summary>
/// <remarks>Readers never see a partially loaded state: they get the earlier settings or the new ones.</remarks>
public sealed partial class DynamoDbConfigurationProvider : ConfigurationProvider, IDisposable, IAsyncDisposable
{
    private const int MaxNamed = 10;

    private readonly DynamoDbConfigurationOptions _options;
    private readonly ILogger _logger;
    private readonly SettingsReader _reader;
    private readonly SemaphoreSlim _replacing = new(1, 1);
    private readonly Lock _healthLock = new();
    private readonly CancellationTokenSource _lifetime = new();
    private readonly Lazy<Task> _reloading;
    private readonly Lazy<Task> _ending;
    private IReadOnlyList<string> _skipped = [];
    private readonly OnceReporter _whyNotReloaded = new();
    private volatile DynamoDbConfigurationHealth _health;

    internal DynamoDbConfigurationProvider(string tableName, DynamoDbConfigurationOptions options)
    {
        _options = options;
        _logger = options.Table.Logger;
        _reader = new SettingsReader(tableName, options);
        _health = new(tableName, IsReadable: false, options.Table.Clock.GetUtcNow(), LastRead: null);
        _reader.Requests.Changed += OnRequests;
        var loop = new ReloadLoop(_reader, options, TryReloadAsync, Report);
        var stop = _lifetime.Token;
        _reloading = new Lazy<Task>(() => Detached.Start(() => loop.RunAsync(stop)));
        _ending = new Lazy<Task>(EndAsync);
    }

    /// <summary>The prefix of the options.</summary>
    internal string Prefix => _options.Prefix;

    /// <summary>Whether the table can be read, by the last request, and when it was last read.</summary>
    public DynamoDbConfigurationHealth Health => _health is { IsReadable: true } readable && _reader.Requests.Failure is { } failing
        ? readable with { IsReadable = false, Since = failing.Since }
        : _health;

    /// <summary>Reads the table and, the first time, starts the reloads.</summary>
    /// <exception cref="DynamoDbConfigurationException">
    /// It could not be read in time, or its settings conflict, and neither the options nor their handler allow that.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The provider is disposed.</exception>
    public override void Load()
    {
        ObjectDisposedException.ThrowIf(_ending.IsValueCreated, this);
        try
        {
            // The contract of configuration providers is synchronous. A pool thread has no context that might be blocked.
            Task.Run(() => ReplaceInTimeAsync(_lifetime.Token)).GetAwaiter().GetResult();
        }
        catch (DynamoDbConfigurationException failure)
        {
            // Not in a filter, in which an exception of the program's handler would vanish. Earlier settings, if any, stay.
            if (!IsTolerated(failure))
            {
                throw;
            }
        }

        if (_options.ReloadOnChange || _options.ReloadInterval is not null)
        {
            _ = _reloading.Value;
        }
    }

    /// <summary>Stops the reloads and closes the connection, without waiting for a reload in progress; <see cref="DisposeAsync"/>
    /// waits.</summary>
    public void Dispose() => _ = _ending.Value;

    /// <summary>Stops the reloads, then closes the connection. Must not be awaited by a handler of reloads, for which it waits.</summary>
    public ValueTask DisposeAsync() => new(_ending.Value);

    private async Task EndAsync()
    {
        _reader.Requests.Changed -= OnRequests;
        await _lifetime.CancelAsync().ConfigureAwait(false);
        if (_reloading.IsValueCreated)
        {
            await _reloading.Value.ConfigureAwait(false);
        }

        await _reader.DisposeAsync().ConfigureAwait(false);
        _lifetime.Dispose();
    }

    // A conflict, or an exception of MapKey, is an error that would recur at every start: an optional table does not excuse it.
    private bool IsTolerated(DynamoDbConfigurationException failure)
    {
        var handler = _options.OnLoadFailure;
        if (handler?.Invoke(failure) != true && (!_options.IsOptional || IsMistake(failure.InnerException)))
        {
            return false;
        }

        if (handler is null)
        {
            Tell(failure, LogNotLoaded);
        }
        else
        {
            LogNotLoaded(_logger, failure.Message);
            ConfigurationEvents.Log.Failed(failure.Table, failure.Message);
        }

        return true;
    }

    private static bool IsMistake(Exception? cause) =>
        cause is not (DynamoDbException or OperationCanceledException or DynamoDbConfigurationException);

    private async Task ReplaceInTimeAsync(CancellationToken stop)
    {
        using var limit = new TimeLimit(_options.StartTimeout, _options.Table.Clock, stop) { WaitsForFinalError = true };
        try
        {
            await limit.RunAsync(ReplaceAsync).ConfigureAwait(false);
        }
        catch (Exception late) when (limit.HasPassed)
        {
            RecordFailure();
            var what = $"could not be read within {_options.StartTimeout} ({nameof(_options.StartTimeout)})";
            var hint = late switch
            {
                OperationCanceledException => "; is DynamoDB reachable from here?",
                DynamoDbConfigurationException known => $": {known.Message}",
                _ => null,
            };
            throw hint is null
                ? Failed(what, late)
                : new DynamoDbConfigurationException(
                    _reader.TableName, $"The settings of table {_reader.TableName} {what}{hint}", late);
        }
    }

    // False: the table could not be read. No failure may affect later reloads.
    private async Task<bool> TryReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var hasChanged = await ReplaceAsync(cancellationToken).ConfigureAwait(false);
            if (_whyNotReloaded.Reset())
            {
                LogReloadedAgain(_logger, _reader.TableName);
            }

            if (!hasChanged)
            {
                return true;
            }
        }
        catch (DynamoDbConfigurationException failure)
        {
            ReportOnce(failure);

            // Conflicting settings were read: only a change can solve that.
            return failure.InnerException is SettingsConflictException;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            ReportOnce(Failed("could not be reloaded", failure));
            return false;
        }

        try
        {
            OnReload();
        }
        catch (Exception failure)
        {
            // For example options that do not validate with the new settings: thrown by a monitor during the signal.
            Report(RefusedOptions.Describe(failure, Data) is { } refused
                ? new(
                    _reader.TableName,
                    $"The settings of table {_reader.TableName} were reloaded, but options do not validate with them: {refused}",
                    failure)
                : RefusedOptions.FindNames(failure, Data) is { } names
                    ? Failed($"were reloaded, but a listener failed because of {names}", failure)
                    : Failed("were reloaded, but a listener failed", failure));
        }

        return true;
    }

    // One at a time, so that an earlier reading never replaces a later one. Of the application's code only MapKey runs inside.
    private async Task<bool> ReplaceAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> skipped;
        bool hasChanged;
        await _replacing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (var settings, skipped) = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);

            // Cancelled: the caller has already got the exception that there are no settings.
            cancellationToken.ThrowIfCancellationRequested();
            hasChanged = !SettingsMap.AreEqual(Data, settings);
            if (hasChanged)
            {
                Data = settings;
            }

            RecordSuccess();
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            RecordFailure();
            throw;
        }
        finally
        {
            _replacing.Release();
        }

        TellSkipped(skipped);
        return hasChanged;
    }

    // A cancelled reading may record its result while another one runs.
    private void RecordSuccess()
    {
        var now = _options.Table.Clock.GetUtcNow();
        lock (_healthLock)
        {
            _health = _health with { IsReadable = true, Since = _health.IsReadable ? _health.Since : now, LastRead = now };
        }
    }

    private void RecordFailure()
    {
        var now = _options.Table.Clock.GetUtcNow();
        lock (_healthLock)
        {
            _health = _health.IsReadable ? _health with { IsReadable = false, Since = now } : _health;
        }
    }

    // Reported once for the same items, and not with every reading.
    private void TellSkipped(IReadOnlyList<string> skipped)
    {
        if (skipped.SequenceEqual(_skipped, StringComparer.Ordinal))
        {
            return;
        }

        _skipped = skipped;
        if (skipped.Count > 0)
        {
            Report(new(
                _reader.TableName,
                $"Items of table {_reader.TableName} are not settings, as their values are neither texts (S), "
                + $"numbers (N) nor booleans (BOOL): {Excerpt.Of(skipped, MaxNamed)}"));
        }
    }

    // Until a reload succeeds; another reason is reported as well.
    private void ReportOnce(DynamoDbConfigurationException failure)
    {
        // A conflict is identified by names, which may differ only in a number.
        var isClash = failure.InnerException is SettingsConflictException;
        _whyNotReloaded.Report(isClash ? failure.Message : OnceReporter.WithoutNumbers(failure.Message), () => Report(failure));
    }

    // The table has logged it already. Its last failure is reported for itself, if it comes to that.
    private void OnRequests(object? sender, EventArgs change)
    {
        if (_reader.Requests.Failure is { Problem: var problem })
        {
            var what = _health.LastRead is null
                ? "The settings could not be read so far"
                : "Requests to DynamoDB fail now, and the earlier settings stay";
            Notify(new(_reader.TableName, $"{what}: {problem.Message}. The request is sent again", problem));
        }
    }

    private void Report(DynamoDbConfigurationException failure) => Tell(failure, LogNotReloaded);

    private void Tell(DynamoDbConfigurationException failure, Action<ILogger, string> log)
    {
        log(_logger, failure.Message);
        Notify(failure);
    }

    private void Notify(DynamoDbConfigurationException failure)
    {
        ConfigurationEvents.Log.Failed(failure.Table, failure.Message);
        try
        {
            _options.OnReloadFailure?.Invoke(failure);
        }
        catch (Exception problem)
        {
            LogHandlerFailed(_logger, problem);
        }
    }

    // Without the message of the cause, which may contain values; the cause itself is for the handler.
    private DynamoDbConfigurationException Failed(string what, Exception cause) =>
        new(_reader.TableName, $"The settings of table {_reader.TableName} {what} ({cause.GetBaseException().GetType().Name})", cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Settings were not loaded: {Problem}")]
    private static partial void LogNotLoaded(ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Settings could not be reloaded: {Problem}")]
    private static partial void LogNotReloaded(ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The settings of table {Table} can be reloaded again")]
    private static partial void LogReloadedAgain(ILogger logger, string table);

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler of reload failures itself failed")]
    private static partial void LogHandlerFailed(ILogger logger, Exception problem);
}
