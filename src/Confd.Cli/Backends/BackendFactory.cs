using System.Diagnostics.Metrics;
using Confd.Backends;
using Confd.Backends.DynamoDb;
using Confd.Cli.CommandLine;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Metrics;
using Confd.Engine.Backends;
using Confd.GoTemplate.Formatting;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Backends;

/// <summary>Opens backends by their settings: the only place that knows them all.</summary>
/// <param name="dialTimeout">For connections of settings without a time limit of their own.</param>
/// <param name="retry">How DynamoDB requests are tried again.</param>
/// <param name="meter">Gets the instruments of DynamoDB.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Hears of what is opened.</param>
internal sealed class BackendFactory(TimeSpan dialTimeout, DynamoRetryOptions retry, Meter meter, TimeProvider clock, ILogger logger)
{
    private readonly DynamoMetrics _metrics = new(meter);

    /// <summary>Opens a backend.</summary>
    /// <exception cref="KeyBackendException">The name is unknown, a setting is missing, or the source cannot be reached.</exception>
    public async Task<IKeyBackend> OpenAsync(BackendSettings settings, CancellationToken cancellationToken) => settings.Name switch
    {
        "dynamodb" => await OpenDynamoDbAsync(settings, cancellationToken),
        "env" => new EnvironmentBackend(clock),
        "file" when settings.Files.Count == 0 => throw new KeyBackendException("the file backend needs at least one file: set file"),
        "file" => new FileBackend(
            new FileBackendOptions(settings.Files) { Filter = settings.Filter }, clock, logger),
        _ when CliCommands.Find(settings.Name)?.Kind == CliCommandKind.UnservedBackend =>
            throw new KeyBackendException(CliCommands.NotServed(settings.Name)),
        _ => throw new KeyBackendException($"invalid backend {GoFormat.Quote(settings.Name)}: this build serves dynamodb, env and file"),
    };

    private Task<IKeyBackend> OpenDynamoDbAsync(BackendSettings settings, CancellationToken cancellationToken)
    {
        var table = settings.Table ?? throw new KeyBackendException("the dynamodb backend needs a table: set table");
        var options = new KeyValueTableOptions
        {
            KeyAttribute = settings.KeyAttribute,
            ValueAttribute = settings.ValueAttribute,
            Partition = settings.Partition,
            IndexName = settings.Index,
            IsConsistentRead = settings.IsConsistentRead,
            Connection = new DynamoConnectionOptions { DialTimeout = settings.DialTimeout ?? dialTimeout },
            Retry = retry,
            Clock = clock,
            Metrics = _metrics,
        };
        return DynamoKeyBackend.OpenAsync(table, options, logger, cancellationToken);
    }
}
