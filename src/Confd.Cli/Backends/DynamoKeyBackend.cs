using Confd.DynamoDb;
using Confd.DynamoDb.Reading;
using Confd.Engine.Keys;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Backends;

/// <summary>Gives a DynamoDB table to the engine.</summary>
internal sealed partial class DynamoKeyBackend : IKeyBackend
{
    private readonly KeyValueTable _table;
    private readonly string _valueAttribute;
    private readonly ILogger _logger;

    private DynamoKeyBackend(KeyValueTable table, string valueAttribute, ILogger logger)
    {
        _table = table;
        _valueAttribute = valueAttribute;
        _logger = logger;
    }

    public string Name => "dynamodb";

    /// <summary>Connects and describes the table.</summary>
    /// <exception cref="KeyBackendException">No credentials, no region, not reachable, no such table, or a table of another shape.</exception>
    public static async Task<IKeyBackend> OpenAsync(
        string tableName, KeyValueTableOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        LogTable(logger, tableName);
        var table = await OrBackendFailureAsync(
            () => KeyValueTable.OpenAsync(tableName, options with { Logger = logger }, cancellationToken));
        return new DynamoKeyBackend(table, options.ValueAttribute, logger);
    }

    public async Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        var items = await OrBackendFailureAsync(() => _table.ReadAsync(lookupKeys, cancellationToken));
        return new Reading(items, this);
    }

    public async Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        var health = await _table.CheckHealthDetailedAsync(cancellationToken);
        return new BackendHealth(health.IsHealthy, health.Message, health.Duration, health.CheckedAt, health.Details);
    }

    public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        Task.FromResult<KeyWatch?>(null);

    public ValueTask DisposeAsync()
    {
        _table.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<T> OrBackendFailureAsync<T>(Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (DynamoDbException failed)
        {
            throw new KeyBackendException(failed.Message, failed);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "DynamoDB table set to {table}")]
    private static partial void LogTable(ILogger logger, string table);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Skipping key '{key}'. '{attribute}' is not of type 'string'.")]
    private static partial void LogSkipped(ILogger logger, string key, string attribute);

    private sealed class Reading(KeyItemSet items, DynamoKeyBackend backend) : KeyReading
    {
        public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys) =>
            items.Select(lookupKeys, key => LogSkipped(backend._logger, key, backend._valueAttribute));
    }
}
