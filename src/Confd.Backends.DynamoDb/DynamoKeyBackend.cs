using Confd.DynamoDb;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Secrets;
using Confd.DynamoDb.Watching;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.DynamoDb;

/// <summary>The backend over a DynamoDB table.</summary>
internal sealed partial class DynamoKeyBackend : IKeyBackend
{
    private readonly KeyValueTable _table;
    private readonly string _valueAttribute;
    private readonly ILogger _logger;
    private readonly WatchOrPoll<KeyValueWatch> _watching;

    private DynamoKeyBackend(KeyValueTable table, KeyValueTableOptions options, ILogger logger)
    {
        _table = table;
        _valueAttribute = options.ValueAttribute;
        _logger = logger;
        _watching = new(
            options.Journal.Name,
            () => LogNoStream(logger, table.Name),
            (journal, denied) => LogJournalDenied(logger, journal, table.Name, denied.Message),
            denied => LogStreamDenied(logger, table.Name, denied.Message));
    }

    public string Name => "dynamodb";

    /// <summary>Connects and describes the table.</summary>
    /// <exception cref="KeyBackendException">
    /// No credentials, no region, not reachable, no such table, or a table with other keys.
    /// </exception>
    public static async Task<IKeyBackend> OpenAsync(
        string tableName, KeyValueTableOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        LogTable(logger, tableName);
        var table = await TranslateFailuresAsync(
            () => KeyValueTable.OpenAsync(tableName, options with { Logger = logger }, cancellationToken)).ConfigureAwait(false);
        return new DynamoKeyBackend(table, options, logger);
    }

    public Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        TranslateFailuresAsync<KeyReading>(async () =>
        {
            var items = await _table.ReadAsync(lookupKeys, cancellationToken).ConfigureAwait(false);
            var secrets = await _table.OpenSecretsAsync(items, lookupKeys, cancellationToken).ConfigureAwait(false);
            return new Reading(items, secrets, this);
        });

    public async Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        var health = await _table.CheckHealthDetailedAsync(cancellationToken).ConfigureAwait(false);
        return new BackendHealth(health.IsHealthy, health.Message, health.Details);
    }

    public async Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        var watch = await TranslateFailuresAsync(
            () => _watching.OpenAsync(() => _table.OpenWatchAsync(lookupKeys, cancellationToken))).ConfigureAwait(false);
        return watch is null ? null : new Watch(watch);
    }

    public ValueTask DisposeAsync() => _table.DisposeAsync();

    private static async Task<T> TranslateFailuresAsync<T>(Func<Task<T>> use)
    {
        try
        {
            return await use().ConfigureAwait(false);
        }
        catch (DynamoDbException failed)
        {
            var advice = failed.Failure == DynamoDbFailure.ReadingTooLarge ? $"; {ReadingBudget.Advice}" : "";
            throw new KeyBackendException(failed.Message + advice, failed);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "DynamoDB table set to {table}")]
    private static partial void LogTable(ILogger logger, string table);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Skipping key '{key}'. '{attribute}' is not of type 'string'.")]
    private static partial void LogSkipped(ILogger logger, string key, string attribute);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Table {table} has no stream to watch, nor a journal, so it is polled; enable a stream, with old and new images")]
    private static partial void LogNoStream(ILogger logger, string table);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Access to the stream of table {table} is denied, so the table is polled; allow dynamodb:DescribeStream, "
            + "dynamodb:GetShardIterator and dynamodb:GetRecords on its stream "
            + "[{error}]")]
    private static partial void LogStreamDenied(ILogger logger, string table, string error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The journal {journal} of table {table} may not be read, so the table is polled; allow dynamodb:GetItem and "
            + "dynamodb:Query on the journal "
            + "[{error}]")]
    private static partial void LogJournalDenied(ILogger logger, string journal, string table, string error);

    private sealed class Watch(KeyValueWatch watch) : KeyWatch
    {
        public override Task<IReadOnlySet<string>> WaitForChangeAsync(CancellationToken cancellationToken) =>
            TranslateFailuresAsync(() => watch.WaitForChangeAsync(cancellationToken));

        public override ValueTask DisposeAsync() => watch.DisposeAsync();
    }

    private sealed class Reading(KeyItemSet items, OpenedSecrets secrets, DynamoKeyBackend backend) : KeyReading
    {
        public override int? Count => items.Count;

        public override bool MakesFilesPrivate => true;

        public override bool IsSecret(string key) => secrets.Contains(key);

        public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys)
        {
            var values = items.Select(lookupKeys, key => LogSkipped(backend._logger, key, backend._valueAttribute));
            if (!secrets.Keys.Any(values.ContainsKey))
            {
                return values;
            }

            try
            {
                return values.ToDictionary(entry => entry.Key, entry => secrets.Open(entry.Key, entry.Value), StringComparer.Ordinal);
            }
            catch (DynamoDbException closed)
            {
                throw new KeyBackendException(closed.Message, closed);
            }
        }
    }
}
