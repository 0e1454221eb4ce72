using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Streams;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Watching;

/// <summary>Follows a table's stream for a listener: reads its shards, continues in their children, and determines a new position where one
/// is lost.</summary>
internal sealed partial class StreamFollower : ITableFollower
{
    // A shard may be read five times a second; its records are available within a fraction of a second.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    // A position that is lost as soon as it is determined means that the stream cannot be followed at all.
    private const int MaxLossesInARow = 5;

    private readonly string _table;
    private readonly DynamoTableOptions _options;
    private readonly StreamsClient _client;
    private readonly TableStream _stream;
    private readonly ReadPace _pace;
    private readonly BackgroundLoop _loop = new();
    private IChangeListener _listener = NullListener.Instance;
    private Action? _looked;
    private bool _hasWarned;

    private StreamFollower(string table, string streamArn, DynamoTableOptions options, StreamsClient client)
    {
        _table = table;
        _options = options;
        _client = client;
        _pace = new ReadPace(PollInterval, options.Retry.Random);
        _stream = new TableStream(client, new RetryLoop(table, options), streamArn, options.Clock);
    }

    /// <summary>Determines the position in the table's stream; nothing is reported before <see cref="Start(IChangeListener)"/>.</summary>
    /// <returns>Null where the table has no stream.</returns>
    /// <exception cref="DynamoDbException">The stream cannot be read.</exception>
    public static async Task<StreamFollower?> OpenAsync(
        DynamoConnection connection, TableDescription table, DynamoTableOptions options, CancellationToken cancellationToken)
    {
        if (table.StreamSpecification?.StreamEnabled != true || table.LatestStreamArn is not { Length: > 0 } streamArn)
        {
            return null;
        }

        var follower = new StreamFollower(table.TableName, streamArn, options, StreamsClient.Create(connection));
        try
        {
            await follower.OpenStreamAsync(cancellationToken).ConfigureAwait(false);
            LogFollowing(options.Logger, follower._table, follower._stream.OpenShards);
            return follower;
        }
        catch
        {
            await follower.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>As <see cref="Start(IChangeListener)"/>; <paramref name="looked"/> is called after each read of the stream.</summary>
    public void Start(IChangeListener listener, Action looked)
    {
        _looked = looked;
        Start(listener);
    }

    /// <inheritdoc/>
    public void Start(IChangeListener listener)
    {
        _listener = listener;
        _loop.Start(RunAsync);
    }

    /// <summary>Stops following, without notifying the listener.</summary>
    public async ValueTask DisposeAsync()
    {
        if (await _loop.StopAsync().ConfigureAwait(false))
        {
            _client.Dispose();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            var losses = 0;
            while (losses < MaxLossesInARow)
            {
                try
                {
                    await PollAsync(() => losses = 0).ConfigureAwait(false);
                }
                catch (DynamoDbException lost) when (lost.Failure == DynamoDbFailure.StreamPositionLost && ++losses < MaxLossesInARow)
                {
                    // A new position first, then readers read the table again: changes in between are seen twice, not never.
                    LogGap(_options.Logger, _table, lost.Message);
                    await OpenStreamAsync(_loop.Stopping).ConfigureAwait(false);
                    _listener.OnGap();
                }
            }
        }
        catch (Exception) when (_loop.Stopping.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception failure)
        {
            _listener.OnFailed(failure);
        }
    }

    private async Task PollAsync(Action onRead)
    {
        var discovered = _options.Clock.GetTimestamp();
        while (true)
        {
            await Task.Delay(_pace.Next, _options.Clock, _loop.Stopping).ConfigureAwait(false);
            Report(await _stream.ReadAsync(_loop.Stopping).ConfigureAwait(false));
            var isThrottled = _stream.IsThrottled;
            if (_stream.IsListingDue(_options.Clock.GetElapsedTime(discovered)))
            {
                if (await _stream.DiscoverAsync(_loop.Stopping).ConfigureAwait(false))
                {
                    discovered = _options.Clock.GetTimestamp();
                }
                else
                {
                    isThrottled = true;
                }
            }

            _listener.OnRounds(_stream.Rounds);
            Adapt(isThrottled);
            onRead();
            _looked?.Invoke();
        }
    }

    // A throttled read loses nothing: its records are part of a later one. So the watch continues, only more slowly.
    private void Adapt(bool isThrottled)
    {
        if (!isThrottled)
        {
            _pace.Recover();
            return;
        }

        _pace.Widen();
        if (_stream.IsThrottled && !_hasWarned)
        {
            _hasWarned = true;
            LogTooManyReaders(_options.Logger, _table);
        }
    }

    private async Task OpenStreamAsync(CancellationToken cancellationToken)
    {
        for (var losses = 1; ; losses++)
        {
            try
            {
                await _stream.OpenAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (DynamoDbException lost) when (lost.Failure == DynamoDbFailure.StreamPositionLost && losses < MaxLossesInARow)
            {
                LogGap(_options.Logger, _table, lost.Message);
            }
        }
    }

    private void Report(IReadOnlyList<StreamRecord> records)
    {
        if (records.Count > 0)
        {
            _options.Metrics?.AddStreamRecords(_table, records.Count, _options.Clock.GetUtcNow() - records.Max(record => record.CreatedAt));
            LogRecords(_options.Logger, _table, records.Count);
            _listener.OnRecords(records);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Following the stream of a DynamoDB table [{table}, {shards} shards]")]
    private static partial void LogFollowing(ILogger logger, string table, int shards);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes of a DynamoDB table were missed; it is read again [{table}: {error}]")]
    private static partial void LogGap(ILogger logger, string table, string error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The stream of table {table} has too many readers, so changes arrive later, by seconds; "
            + "let two programs at most follow it, or give the table a journal")]
    private static partial void LogTooManyReaders(ILogger logger, string table);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Read changes from the stream of a DynamoDB table [{table}, {records} records]")]
    private static partial void LogRecords(ILogger logger, string table, int records);

    private sealed class NullListener : IChangeListener
    {
        public static NullListener Instance { get; } = new();

        public void OnRecords(IReadOnlyList<StreamRecord> records)
        {
        }

        public void OnRounds(long rounds)
        {
        }

        public void OnGap()
        {
        }

        public void OnFailed(Exception failure)
        {
        }
    }
}
