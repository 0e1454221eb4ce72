using Confd.Backends;
using Confd.Engine.Flags;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.Following;
using Confd.Shared;

namespace Confd.Cli.Running;

/// <summary>Flags for templates from a flag client: connects the engine, which uses JSON, to the evaluator.</summary>
internal sealed class TemplateFlagSource : IFlagSource
{
    private readonly FlagClient _client;
    private readonly IFlagChangeSource? _changes;
    private readonly Func<ValueTask> _close;
    private volatile Watch? _watch;
    private FlagSnapshot? _reported;

    /// <summary>Uses a client that reads only on request.</summary>
    /// <param name="client">Disposed with the source.</param>
    /// <param name="changes">Opens watches for changes; null: no changes are reported.</param>
    /// <param name="close">Run after the client is disposed.</param>
    public TemplateFlagSource(FlagClient client, IFlagChangeSource? changes, Func<ValueTask> close)
    {
        _client = client;
        _changes = changes;
        _close = close;
    }

    /// <inheritdoc/>
    /// <remarks>While a watch is open it reads from memory.</remarks>
    public async Task<Func<string, FlagLookup>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_watch is not { Pending: null })
        {
            await ApplyAsync(StoredChanges.Anything, cancellationToken);
        }

        var snapshot = _client.Snapshot!;
        Interlocked.CompareExchange(ref _reported, snapshot, null);
        return contextJson =>
        {
            var context = EvaluationContext.Parse(contextJson);
            return context.Error is null
                ? key => Answer(snapshot, key, context)
                : throw new FlagContextException($"the context of [flags] is invalid: {context.Error}");
        };
    }

    /// <inheritdoc/>
    /// <remarks>A run without a watch does not follow changes.</remarks>
    public async Task<IChangeWatch<bool>?> OpenWatchAsync(CancellationToken cancellationToken) =>
        _changes is not null
        && await TranslateFailuresAsync(() => _changes.OpenWatchAsync(cancellationToken)) is { } changes
            ? _watch = new Watch(this, changes)
            : null;

    /// <inheritdoc/>
    /// <remarks>It compares the current flags with those it last reported: a read in between may have been by <see cref="ReadAsync"/>, for
    /// some of the resources.</remarks>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var watch = _watch;
        await ApplyAsync(watch?.Pending ?? StoredChanges.Anything, cancellationToken);
        watch?.ClearPending();
        var snapshot = _client.Snapshot!;
        return Interlocked.Exchange(ref _reported, snapshot) is { } before && !snapshot.FindAffectedSince(before).IsEmpty;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
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

    private static FlagAnswer Answer(FlagSnapshot snapshot, string key, EvaluationContext context)
    {
        var broken = snapshot.FindBroken(key);
        var detail = broken is null
            ? snapshot.Evaluator.Evaluate(key, context, FlagValue.Null)
            : new(FlagValue.Null, null, EvaluationReason.Error(EvaluationErrorKind.Exception));
        return new(
            WrittenJson.Of(writer => FlagValueJson.Write(writer, detail.Value)),
            detail.VariationIndex,
            WrittenJson.Of(detail.Reason.WriteTo),
            detail.Reason.ToString())
        {
            Unreadable = broken is { } item ? $"{(item.Kind == DataKind.Features ? "flag" : "segment")} '{item.Key}'" : null,
        };
    }

    private static async Task<T> TranslateFailuresAsync<T>(Func<Task<T>> use)
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

    private Task ApplyAsync(StoredChanges changes, CancellationToken cancellationToken) => TranslateFailuresAsync(async () =>
    {
        await _client.ApplyAsync(changes, cancellationToken);
        return true;
    });

    private sealed class Watch(TemplateFlagSource source, IChangeWatch<StoredChanges> changes) : IChangeWatch<bool>
    {
        // The watch does not report changes before it was opened.
        private volatile StoredChanges? _pending = StoredChanges.Anything;

        /// <summary>The changes that are still to be applied; null for none.</summary>
        public StoredChanges? Pending => _pending;

        public void ClearPending() => _pending = null;

        public async Task<bool> WaitForChangeAsync(CancellationToken cancellationToken)
        {
            var reported = await TranslateFailuresAsync(() => changes.WaitForChangeAsync(cancellationToken));
            _pending = _pending?.Then(reported) ?? reported;
            return true;
        }

        public ValueTask DisposeAsync()
        {
            source._watch = null;
            return changes.DisposeAsync();
        }
    }
}
