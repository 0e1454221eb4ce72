using Confd.Cli.CommandLine;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Reading;
using Confd.Engine.Backends;
using Confd.Engine.Keys;
using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Backends;

/// <summary>Opens backends by their settings: the only place that knows them all.</summary>
/// <param name="dialTimeout">For connections of settings without a time limit of their own.</param>
/// <param name="backendTimeout">How long one operation may take with all its attempts.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Hears of what is opened.</param>
internal sealed class BackendFactory(TimeSpan dialTimeout, TimeSpan backendTimeout, TimeProvider clock, ILogger logger)
{
    // As often as the original's SDK tries before it gives up on an address where nothing listens.
    private const int RefusedConnections = 3;

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
        _ => throw new KeyBackendException($"invalid backend {GoText.Quote(settings.Name)}: this build serves dynamodb, env and file"),
    };

    private Task<IKeyBackend> OpenDynamoDbAsync(BackendSettings settings, CancellationToken cancellationToken)
    {
        var table = settings.Table ?? throw new KeyBackendException("the dynamodb backend needs a table: set table");
        var options = new KeyValueTableOptions
        {
            Clock = clock,
            Connection = new DynamoConnectionOptions { DialTimeout = settings.DialTimeout ?? dialTimeout },
            Retry = new DynamoRetryOptions
            {
                MaxRefusedConnections = RefusedConnections,
                Budget = backendTimeout > TimeSpan.Zero ? backendTimeout : TimeSpan.FromDays(1),
            },
        };
        return DynamoKeyBackend.OpenAsync(table, options, logger, cancellationToken);
    }
}
