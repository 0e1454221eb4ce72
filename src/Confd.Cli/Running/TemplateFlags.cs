using Confd.Backends;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.Engine.Flags;
using Confd.Flags.Client;
using Confd.Flags.DynamoDb;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Running;

/// <summary>Opens the flags that resources name.</summary>
/// <param name="connection">The options for DynamoDB.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Logs flags that cannot be read.</param>
internal sealed class TemplateFlags(DynamoConnectionOptions connection, TimeProvider clock, ILogger logger) : IDisposable
{
    // One for all resources: those that name one table share the reader of its stream.
    private readonly DynamoConnections _connections = new();

    /// <summary>Opens a source. Nothing is read yet.</summary>
    /// <exception cref="KeyBackendException">There are no credentials or no region.</exception>
    public async Task<IFlagSource> OpenAsync(FlagOrigin origin, CancellationToken cancellationToken)
    {
        var options = new FlagClientOptions { RefreshInterval = Timeout.InfiniteTimeSpan, Clock = clock, Logger = logger };
        if (origin.File is { } file)
        {
            return new TemplateFlagSource(FlagClient.CreateForFiles([file], options), changes: null, () => ValueTask.CompletedTask);
        }

        var opened = await ConnectAsync(cancellationToken);
        var journal = new JournalOptions { Name = origin.Journal, IsIgnored = origin.IgnoresJournal };
        var table = new DynamoTableOptions { Clock = clock, Logger = logger, Journal = journal };
        var layout = origin.Layout == FlagRowLayout.Community ? FlagTableLayout.Community : FlagTableLayout.Official;
        var storeOptions = new DynamoFlagStoreOptions { Prefix = origin.Prefix, Layout = layout, Table = table };
        var store = new DynamoFlagStore(opened.Client, origin.Table!, storeOptions);
        var bigSegments = new DynamoBigSegmentStore(opened.Client, origin.Table!, new() { Prefix = origin.Prefix, Table = table });
        var client = new FlagClient(store, options with { BigSegments = bigSegments });
        var changes = new DynamoFlagChanges(opened, origin.Table!, origin.Prefix, table);
        return new TemplateFlagSource(client, changes, bigSegments.DisposeAsync);
    }

    /// <summary>Closes the connection; the sources must no longer be used.</summary>
    public void Dispose() => _connections.Dispose();

    private async Task<DynamoConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _connections.ConnectAsync(connection.LoggingTo(logger), cancellationToken);
        }
        catch (DynamoDbException exception)
        {
            throw new KeyBackendException(exception.Message, exception);
        }
    }
}
