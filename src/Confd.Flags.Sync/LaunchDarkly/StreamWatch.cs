using Confd.Following;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>A connection to the service's stream. Its first message, usually all data, is its reading; later ones are changes.</summary>
internal sealed class StreamWatch : IChangeWatch<StreamMessage>
{
    private readonly CancellationTokenSource _connection;
    private readonly IAsyncEnumerator<StreamMessage> _events;
    private StreamMessage? _first;
    private Task? _next;

    private StreamWatch(CancellationTokenSource connection, IAsyncEnumerator<StreamMessage> events)
    {
        _connection = connection;
        _events = events;
        _first = events.Current;
    }

    /// <summary>Cancelled with the connection, or before it by <see cref="BreakAsync"/>.</summary>
    public CancellationToken Broken => _connection.Token;

    /// <summary>Connects, and waits for the first message.</summary>
    /// <param name="service">The service.</param>
    /// <param name="stop">Closes the connection.</param>
    /// <exception cref="LaunchDarklyException">The service cannot be reached or rejects the request, or the response is no flag
    /// data.</exception>
    /// <exception cref="IOException">The stream has ended.</exception>
    public static async Task<StreamWatch> OpenAsync(LaunchDarklyClient service, CancellationToken stop)
    {
        var connection = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var events = service.StreamAsync(connection.Token).GetAsyncEnumerator(connection.Token);
        try
        {
            await MoveNextAsync(events).ConfigureAwait(false);
            return new StreamWatch(connection, events);
        }
        catch
        {
            await events.DisposeAsync().ConfigureAwait(false);
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Applies the first message, unless that was done; again at the next call if it fails.</summary>
    public async Task ApplyFirstAsync(Func<StreamMessage, Task> takeIn)
    {
        if (_first is { } first)
        {
            await takeIn(first).ConfigureAwait(false);
            _first = null;
        }
    }

    /// <inheritdoc/>
    public async Task<StreamMessage> WaitForChangeAsync(CancellationToken cancellationToken)
    {
        // The message of a cancelled wait is returned by the next one.
        _next ??= MoveNextAsync(_events);
        await _next.WaitAsync(cancellationToken).ConfigureAwait(false);
        _next = null;
        return _events.Current;
    }

    /// <summary>Closes the connection, which fails the current wait.</summary>
    public Task BreakAsync() => _connection.CancelAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.CancelAsync().ConfigureAwait(false);
        if (_next is not null)
        {
            await _next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _events.DisposeAsync().ConfigureAwait(false);
        _connection.Dispose();
    }

    private static async Task MoveNextAsync(IAsyncEnumerator<StreamMessage> events)
    {
        if (!await events.MoveNextAsync().ConfigureAwait(false))
        {
            throw new IOException("the stream has ended");
        }
    }
}
