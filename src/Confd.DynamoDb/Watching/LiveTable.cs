using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Streams;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Watching;

/// <summary>Follows a table's stream, keeps its image, and tells the open watches what changed.</summary>
internal sealed partial class LiveTable : IAsyncDisposable
{
    // A shard may be read five times a second; its records are there within a fraction of a second.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    // Shards take over from ended ones, which is noticed at once; this only bounds what an unheard-of order of events could cost.
    private static readonly TimeSpan DiscoveryInterval = TimeSpan.FromMinutes(1);

    // A position that is lost as soon as it is found means that the stream cannot be followed at all.
    private const int MaxLossesInARow = 5;

    private readonly string _table;
    private readonly TableShape _shape;
    private readonly KeyValueTableOptions _options;
    private readonly StreamsClient _client;
    private readonly TableStream _stream;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly List<KeyValueWatch> _watches = [];
    private Task _running = Task.CompletedTask;
    private Exception? _failure;
    private bool _isDisposed;

    public LiveTable(string table, string streamArn, TableShape shape, KeyValueTableOptions options, StreamsClient client)
    {
        _table = table;
        _shape = shape;
        _options = options;
        _client = client;
        var tableOptions = new DynamoTableOptions { Retry = options.Retry, Clock = options.Clock, Logger = options.Logger, Metrics = options.Metrics };
        _stream = new TableStream(client, new RetryLoop(table, tableOptions), streamArn);
    }

    public TableImage Image { get; } = new();

    /// <summary>False after a failure or the last watch's end: reads go to the table then.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _failure is null && !_isDisposed;
            }
        }
    }

    /// <summary>Fixes the position in the stream; changes from here on are reported.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await OpenStreamAsync(cancellationToken).ConfigureAwait(false);
        LogFollowing(_options.Logger, _table, _stream.OpenShards);
        _running = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Opens a watch; null where following has ended in the meantime.</summary>
    public KeyValueWatch? TryOpen(IEnumerable<string> lookupKeys)
    {
        lock (_lock)
        {
            if (!IsRunning)
            {
                return null;
            }

            var watch = new KeyValueWatch(this, lookupKeys);
            _watches.Add(watch);
            return watch;
        }
    }

    /// <summary>Closes a watch; with the last one following ends.</summary>
    public async ValueTask CloseAsync(KeyValueWatch watch)
    {
        lock (_lock)
        {
            _watches.Remove(watch);
            if (_watches.Count > 0)
            {
                return;
            }
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends following; open watches stay silent.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _client.Dispose();
        _stopping.Dispose();
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
                    LogGap(_options.Logger, _table, lost.Message);
                    await ReopenAsync().ConfigureAwait(false);
                }
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // Ended on request.
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private async Task PollAsync(Action onRead)
    {
        var discovered = _options.Clock.GetTimestamp();
        while (true)
        {
            await Task.Delay(PollInterval, _options.Clock, _stopping.Token).ConfigureAwait(false);
            var shards = _stream.OpenShards;
            Publish(await _stream.ReadAsync(_stopping.Token).ConfigureAwait(false));
            if (_stream.OpenShards < shards || _stream.OpenShards == 0 || _options.Clock.GetElapsedTime(discovered) > DiscoveryInterval)
            {
                await _stream.DiscoverAsync(_stopping.Token).ConfigureAwait(false);
                discovered = _options.Clock.GetTimestamp();
            }

            onRead();
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

    // Changes were missed. A new position first, then everybody reads anew: what changes in between is seen twice, not never.
    private async Task ReopenAsync()
    {
        await OpenStreamAsync(_stopping.Token).ConfigureAwait(false);
        lock (_lock)
        {
            Image.Invalidate();
            _watches.ForEach(watch => watch.ReportGap());
        }
    }

    private void Publish(IReadOnlyList<StreamRecord> records)
    {
        if (records.Count == 0)
        {
            return;
        }

        _options.Metrics?.AddStreamRecords(_table, records.Count, _options.Clock.GetUtcNow() - records.Max(record => record.CreatedAt));
        LogRecords(_options.Logger, _table, records.Count);
        lock (_lock)
        {
            foreach (var record in records)
            {
                if (record.KeyIn(_shape) is { } key)
                {
                    Publish(record, key);
                }
            }
        }
    }

    private void Publish(StreamRecord record, string key)
    {
        if (record.TellsState)
        {
            Image.Apply(key, record.ItemIn(_shape, key));
        }
        else
        {
            // A stream of keys or old images: the change is known, the value is not.
            Image.Invalidate();
        }

        _watches.ForEach(watch => watch.Report(key));
    }

    private void Fail(Exception failure)
    {
        lock (_lock)
        {
            _failure = failure;
            Image.Invalidate();
            _watches.ForEach(watch => watch.Fail(failure));
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Following the stream of a DynamoDB table")]
    private static partial void LogFollowing(ILogger logger, string table, int shards);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes of a DynamoDB table were missed; it is read anew")]
    private static partial void LogGap(ILogger logger, string table, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Read changes from the stream of a DynamoDB table")]
    private static partial void LogRecords(ILogger logger, string table, int records);
}
