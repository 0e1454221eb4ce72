using System.Buffers;
using System.Text.Json;
using Confd.Backends;
using Confd.Engine.Flags;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;

namespace Confd.Cli.Running;

/// <summary>Flags for templates from a flag client: the bridge between the engine, which knows JSON only, and the evaluator.</summary>
internal sealed class TemplateFlagSource : IFlagSource
{
    private readonly FlagClient _client;
    private readonly IFlagChangeSource? _changes;
    private readonly TimeSpan _pollInterval;
    private readonly TimeProvider _clock;
    private readonly Func<ValueTask> _close;
    private FlagWatch? _watch;
    private bool _canFollow;
    private StoredChanges? _behind;
    private volatile bool _isUpToDate;
    private int _hasChanged;

    /// <summary>Uses a client that reads only when it is asked.</summary>
    /// <param name="client">Disposed with the source.</param>
    /// <param name="changes">Tells a watch of changes; null: it looks from time to time, as it does where changes cannot be
    /// followed.</param>
    /// <param name="pollInterval">How often a watch looks for changes.</param>
    /// <param name="clock">The clock of the watch.</param>
    /// <param name="close">Run after the client is disposed.</param>
    public TemplateFlagSource(
        FlagClient client, IFlagChangeSource? changes, TimeSpan pollInterval, TimeProvider clock, Func<ValueTask> close)
    {
        _client = client;
        _changes = changes;
        _canFollow = changes is not null;
        _pollInterval = pollInterval;
        _clock = clock;
        _close = close;
        client.FlagsChanged += (_, _) => Interlocked.Exchange(ref _hasChanged, 1);
    }

    /// <inheritdoc/>
    /// <remarks>While changes are followed it answers from memory.</remarks>
    public async Task<FlagReading> ReadAsync(CancellationToken cancellationToken)
    {
        if (!_isUpToDate)
        {
            await ApplyAsync(StoredChanges.Anything, cancellationToken);
        }

        var evaluator = _client.Evaluator!;
        return contextJson =>
        {
            var context = EvaluationContext.Parse(contextJson);
            return context.Error is null
                ? key => Answer(evaluator.Evaluate(key, context, FlagValue.Null))
                : throw new KeyBackendException($"the context of [flags] is invalid: {context.Error}");
        };
    }

    /// <inheritdoc/>
    /// <remarks>Not for use by two callers at once. The first call begins to follow changes: a run without a watch follows
    /// nothing.</remarks>
    public async Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_pollInterval, _clock);
        try
        {
            while (true)
            {
                if (_behind is { } changes)
                {
                    await ApplyAsync(changes, cancellationToken);
                    _behind = null;
                    _isUpToDate = _watch is not null;
                }

                if (Interlocked.Exchange(ref _hasChanged, 0) != 0)
                {
                    return;
                }

                _behind = await WaitForReasonToReadAsync(timer, cancellationToken);
            }
        }
        catch
        {
            // Nobody listens from here on until the next call.
            _isUpToDate = false;
            _behind = StoredChanges.Anything;
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Each is closed whatever the one before it throws.
        try
        {
            await CloseWatchAsync();
        }
        finally
        {
            try
            {
                await _client.DisposeAsync();
            }
            finally
            {
                await _close();
            }
        }
    }

    private static FlagAnswer Answer(EvaluationDetail<FlagValue> detail) => new(
        ToJson(writer => FlagValueJson.Write(writer, detail.Value)),
        detail.VariationIndex,
        ToJson(detail.Reason.WriteTo),
        detail.Reason.ToString());

    private static ReadOnlyMemory<byte> ToJson(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            write(writer);
        }

        return output.WrittenMemory;
    }

    private static async Task<T> OrBackendFailureAsync<T>(Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (FlagStoreException exception)
        {
            throw new KeyBackendException(exception.Message, exception);
        }
    }

    private async Task<StoredChanges> WaitForReasonToReadAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        if (_watch is { } watch)
        {
            return await FollowAsync(watch, cancellationToken);
        }

        if (_canFollow)
        {
            // What changed before the watch is open, it does not tell: that is read next.
            _watch = await OrBackendFailureAsync(() => _changes!.OpenWatchAsync(cancellationToken));
            _canFollow = _watch is not null;
        }
        else
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return StoredChanges.Anything;
    }

    private async Task<StoredChanges> FollowAsync(FlagWatch watch, CancellationToken cancellationToken)
    {
        try
        {
            return await watch.WaitForChangeAsync(cancellationToken);
        }
        catch (FlagStoreException exception)
        {
            await CloseWatchAsync();
            throw new KeyBackendException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await CloseWatchAsync();
            throw;
        }
    }

    private async Task CloseWatchAsync()
    {
        if (_watch is { } watch)
        {
            _watch = null;
            await watch.DisposeAsync();
        }
    }

    private Task ApplyAsync(StoredChanges changes, CancellationToken cancellationToken) => OrBackendFailureAsync(async () =>
    {
        await _client.ApplyAsync(changes, cancellationToken);
        return true;
    });
}
