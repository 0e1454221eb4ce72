using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync;

/// <summary>The table's part of a sync: what may be applied, what was applied, and whether it still exists.</summary>
internal sealed partial class TableReconciler(
    IReconcilingFlagStore store,
    FlagFillOptions options,
    SyncHealth health,
    ILogger logger,
    FlagSyncMetrics? metrics = null,
    Action? changed = null)
{
    private readonly TableClaim _claim = new(store, options, logger);
    private readonly RowAudit _audit = new();
    private long _comparedAt = options.Clock.GetTimestamp();
    private readonly OnceReporter _faults = new();

    /// <summary>The time since everything was compared.</summary>
    public TimeSpan SinceCompared => options.Clock.GetElapsedTime(Volatile.Read(ref _comparedAt));

    /// <summary>Makes the table equal to the data of the source.</summary>
    /// <returns>False where the source was read first, and the table, read later, disagrees with it: another sync may have written
    /// something newer. Nothing was written then; data that the source returns after the table was read resolves that.</returns>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source, or by hand.</exception>
    /// <exception cref="FlagRemovalRefusedException">The data would remove everything, or most.</exception>
    /// <exception cref="FlagStoreException">The table cannot be read or written.</exception>
    public async Task<bool> ReconcileAsync(
        SyncOrigin origin, FlagDataSet data, TableSnapshot seen, ReconcileOrder order, CancellationToken cancellationToken)
    {
        WarnOfFaults(data.PassedOver);
        var source = await store.GetSourceAsync(cancellationToken).ConfigureAwait(false);
        _claim.Require(source, origin);
        if (origin.Environment is null && source?.IsOf(origin) == true)
        {
            // A service, or a relay, that does not send it; the one that did had the same key.
            origin = origin with { Environment = source.Environment };
        }

        if (!options.AllowEmpty && RemovalLimit.FindExcess(data, seen.Kinds) is { } excess)
        {
            _claim.RecordRefusal(origin, source);
            throw new FlagRemovalRefusedException(
                $"what {origin.Name} answered would remove {excess} from table {store.Table}, and was not applied: "
                + "the table stays as it is");
        }

        if (order == ReconcileOrder.SourceThenStore && Disagrees(data, seen, isFilled: source is not null))
        {
            return false;
        }

        await _claim.TakeAsync(origin, source, data, seen, cancellationToken).ConfigureAwait(false);
        _audit.Leave(data);
        var done = await store.ReconcileAsync(data, seen.Kinds, cancellationToken).ConfigureAwait(false);
        if (done.Result.Written + done.Result.Deleted > 0)
        {
            changed?.Invoke();
        }

        _audit.Fill(data, done.Refused);
        await PurgeAsync(seen, data, cancellationToken).ConfigureAwait(false);
        if (await store.SweepAsync(cancellationToken).ConfigureAwait(false) is > 0 and var swept)
        {
            LogSwept(logger, store.Table, swept);
        }

        await _claim.RenewAsync(origin, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _comparedAt, options.Clock.GetTimestamp());
        health.Synced(done.Refused);
        if (done.Refused.Count == 0)
        {
            metrics?.Reconciled(done.Result, options.Clock.GetUtcNow());
        }

        LogResult(data, done);
        return true;
    }

    /// <summary>Applies the change of one item, if the table is filled from its source: the data before it was applied, or rejected for a
    /// table of the same source. Otherwise it is ignored: the item is part of the next complete data.</summary>
    /// <param name="change">One item, or its problem.</param>
    /// <param name="writer">The table, or the cache in front of it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>False where it was ignored.</returns>
    public async Task<bool> UpsertAsync(StreamMessage change, IFlagStore writer, CancellationToken cancellationToken)
    {
        if (change.Fault is { } fault)
        {
            LogPassedOver(logger, 1, ShortText.Of(fault));
            return false;
        }

        if (_claim.HoldsBack(change))
        {
            return false;
        }

        try
        {
            var isWritten = await writer.UpsertAsync(change.Kind, change.Key, change.Item!, cancellationToken).ConfigureAwait(false);
            if (isWritten)
            {
                changed?.Invoke();
            }

            if (health.Changed(change.Kind, change.Key))
            {
                // Only that item had prevented marking the store.
                await store.MarkInitializedAsync(cancellationToken).ConfigureAwait(false);
            }

            _audit.Changed(change.Kind, change.Key, isThere: !change.Item!.IsDeleted);
            metrics?.Upserted(isWritten, options.Clock.GetUtcNow());
            LogChanged(logger, change.Kind.Name, change.Key, change.Item!.Version, change.Item.IsDeleted, isWritten);
        }
        catch (ForeignItemException exception)
        {
            LogForeignRow(logger, exception.Message);
        }
        catch (FlagItemRefusedException exception)
        {
            ItemRefused(exception);
            health.ItemRefused(exception);
        }

        return true;
    }

    /// <summary>Checks whether the table is still as it was left.</summary>
    /// <returns>True where it has to be filled again.</returns>
    /// <exception cref="FlagSourceDiffersException">Another source has taken it over.</exception>
    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var look = await store.ProbeAsync(_audit.Filled, cancellationToken).ConfigureAwait(false);
            _claim.Require(look.Source);

            // An item that the table cannot hold prevents setting the mark.
            var isMarked = look.IsMarked || health.RefusedItem is not null || health.State.LastSyncOn is null;
            if (_claim.IsLost(look.Source) || !look.HasItems || !isMarked)
            {
                health.TableFailed($"the table {store.Table} lost its rows and is being filled again");
                LogLost(logger, store.Table);
                return true;
            }

            if (_claim.IsTakenByAnother(look.Source))
            {
                health.TableChecked();
                return true;
            }

            return await HasLostRowsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (FlagStoreException exception) when (exception is not FlagSourceDiffersException)
        {
            health.TableFailed(exception.Message);
            metrics?.Failed("table");
            LogCheckFailed(logger, exception.Message);
            return false;
        }
    }

    private async Task<bool> HasLostRowsAsync(CancellationToken cancellationToken)
    {
        if (_audit.Next() is { } round)
        {
            var slice = await store.ListAsync(round.Kind, round.After, RowAudit.Rows, cancellationToken).ConfigureAwait(false);
            if (_audit.FindMissing(round, slice) is { Count: > 0 } missing)
            {
                health.TableFailed($"the table {store.Table} lost some of its rows and is being filled again");
                var names = string.Join(", ", missing.Take(ShortText.MaxNames).Select(key => $"{round.Kind}/{ShortText.Of(key)}"));
                LogIncomplete(logger, store.Table, missing.Count, names);
                return true;
            }
        }

        health.TableChecked();
        return false;
    }

    /// <summary>Records that data of the followed source was not applied, and logs it once.</summary>
    public void Refused(FlagRemovalRefusedException exception)
    {
        Volatile.Write(ref _comparedAt, options.Clock.GetTimestamp());
        if (RecordRefusal(exception))
        {
            LogRefused(logger, exception.Message);
        }
    }

    /// <summary>Records that data was not applied; its caller is told.</summary>
    /// <returns>True where it is the first time.</returns>
    public bool RecordRefusal(FlagRemovalRefusedException exception)
    {
        metrics?.Failed("source");
        return health.Refused(exception.Message);
    }

    // Additional or newer items of the table may have been written since; missing ones may have been removed since.
    private static bool Disagrees(FlagDataSet data, TableSnapshot seen, bool isFilled)
    {
        return data.Kinds.Any(kind => data.FindLeftovers(kind.Key, seen.Kinds[kind.Key]).Any()
            || HasNewer(kind.Key, kind.Value) || (isFilled && HasLess(kind.Key, kind.Value)));

        bool HasNewer(DataKind kind, IReadOnlyDictionary<string, VersionedItem> items) =>
            seen.Kinds[kind].Any(stored => items.TryGetValue(stored.Key, out var item) && stored.Value.Version > item.Version);

        bool HasLess(DataKind kind, IReadOnlyDictionary<string, VersionedItem> items) =>
            items.Any(item => !item.Value.IsDeleted && !seen.Kinds[kind].ContainsKey(item.Key));
    }

    private async Task PurgeAsync(TableSnapshot seen, FlagDataSet data, CancellationToken cancellationToken)
    {
        if (options.TombstoneAge == Timeout.InfiniteTimeSpan || seen.Tombstones.Count == 0)
        {
            return;
        }

        var removed = await store.PurgeTombstonesAsync(seen, data, options.TombstoneAge, cancellationToken).ConfigureAwait(false);
        if (removed > 0)
        {
            LogPurged(logger, removed);
        }
    }

    private void LogResult(FlagDataSet data, Reconciliation done)
    {
        if (done.Lowered.Count > 0)
        {
            var names = done.Lowered.OrderBy(item => item.Key, StringComparer.Ordinal).Take(ShortText.MaxNames)
                .Select(item => $"{item.Kind}/{ShortText.Of(item.Key)} from {item.Before} to {item.Now}");
            LogLowered(logger, done.Lowered.Count, string.Join(", ", names));
        }

        foreach (var item in done.Refused)
        {
            ItemRefused(item);
        }

        if (done.Refused.Count == 0)
        {
            LogReconciled(
                logger,
                store.Table,
                data.Kinds[DataKind.Features].Count,
                data.Kinds[DataKind.Segments].Count,
                done.Result.Written,
                done.Result.Deleted,
                done.Result.Overtaken);
        }
    }

    private void ItemRefused(FlagItemRefusedException exception)
    {
        metrics?.Failed("table");
        LogItemRefused(logger, exception.Message);
    }

    // The same faults come with every response: they are logged once, and again when they change.
    private void WarnOfFaults(IReadOnlyList<FlagDataFault> faults)
    {
        if (faults.Count == 0)
        {
            _faults.Reset();
            return;
        }

        var text = string.Join("; ", faults.Take(ShortText.MaxNames).Select(ShortText.Of));
        _faults.Report(text, () => LogPassedOver(logger, faults.Count, text));
    }
}
