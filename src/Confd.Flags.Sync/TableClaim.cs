using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync;

/// <summary>The ownership of a table: one source fills it, and a row of the table names it.</summary>
/// <remarks>Written when data is applied, read by the checks too.</remarks>
internal sealed partial class TableClaim(IReconcilingFlagStore store, FlagFillOptions options, ILogger logger)
{
    private readonly OnceReporter _heldBack = new();

    // The source that the table was filled from, by this process or an earlier one; and a source whose data was rejected before it owned
    // the table.
    private volatile SyncOrigin? _origin;
    private volatile SyncOrigin? _waiting;

    /// <summary>Requires that the table's source is that of this process, if this process has one.</summary>
    /// <exception cref="FlagSourceDiffersException">Another source has taken it over.</exception>
    public void Require(FlagTableSource? source)
    {
        if (_origin is { } origin)
        {
            Require(source, origin);
        }
    }

    /// <summary>Requires that the table is filled from no other source, or may be taken over.</summary>
    /// <exception cref="FlagSourceDiffersException">It is filled from another source.</exception>
    public void Require(FlagTableSource? source, SyncOrigin origin)
    {
        if (source is null || source.IsOf(origin) || (options.TakeOver && _origin is null))
        {
            return;
        }

        var since = source.SyncedOn is { } time ? $", last on {UtcText.Of(time)}" : "";
        var which = source.Name == origin.Name ? "another environment or filter of " : "";
        throw new FlagSourceDiffersException(
            $"the table {store.Table} is filled from {which}{source.Name} ({Describe(source.Environment, source.Id)}{since}), "
            + $"not from {origin.Name} ({Describe(origin.Environment, origin.Id)}): "
            + "nothing was written. Check the SDK key, the address, the table and the prefix");
    }

    /// <summary>Claims the table for a source, before its data is written.</summary>
    /// <param name="origin">The source.</param>
    /// <param name="source">The table's current source.</param>
    /// <param name="data">The data of the source.</param>
    /// <param name="seen">The items that were read from the table.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FlagSourceDiffersException">The table was filled by hand, or another source claimed it first.</exception>
    public async Task TakeAsync(
        SyncOrigin origin, FlagTableSource? source, FlagDataSet data, TableSnapshot seen, CancellationToken cancellationToken)
    {
        // A table that this process has filled stays claimed, though it has lost the row with the source.
        var lost = source is null && _origin is null ? UnsyncedItems.FindOverwritten(data, seen.Kinds) : [];
        if (lost.Count > 0 && !options.TakeOver)
        {
            throw new FlagSourceDiffersException(
                $"no sync has filled the table {store.Table}, and {lost.Count} of its flags and segments would be removed or go back to "
                + $"earlier versions, as {origin.Name} has them ({ShortText.Names(lost)}): nothing was written. Check the table and the "
                + "prefix");
        }

        if (source?.IsOf(origin) != true)
        {
            await PutAsync(origin, source, syncedOn: null, cancellationToken).ConfigureAwait(false);
            if (source is not null)
            {
                LogTakenOver(logger, store.Table, source.Name, Short(source.Id), origin.Name, Short(origin.Id));
            }
        }

        Hold(origin);
        if (lost.Count > 0)
        {
            LogReplaced(logger, store.Table, lost.Count, ShortText.Names(lost), origin.Name);
        }
    }

    /// <summary>Records in the table that it is equal to its source now.</summary>
    /// <exception cref="FlagSourceDiffersException">Another source has taken it over.</exception>
    public Task RenewAsync(SyncOrigin origin, CancellationToken cancellationToken) =>
        PutAsync(origin, replaced: null, options.Clock.GetUtcNow(), cancellationToken);

    /// <summary>Records that data of a source was not applied.</summary>
    public void RecordRefusal(SyncOrigin origin, FlagTableSource? source)
    {
        if (source?.IsOf(origin) == true)
        {
            Hold(origin);
        }
        else
        {
            _waiting = origin;
        }
    }

    /// <summary>True, with a warning, where the change of one item is ignored: the data before it was not applied.</summary>
    public bool HoldsBack(StreamMessage change)
    {
        if (IsHeld)
        {
            return false;
        }

        _heldBack.Report(() => LogHeldBack(logger, store.Table, change.Kind.Name, change.Key));
        return true;
    }

    /// <summary>True where this process had claimed the table and its source row is gone: it may have lost more, and any source may fill
    /// it.</summary>
    public bool IsLost(FlagTableSource? source) => IsHeld && source is null;

    /// <summary>True where another process has claimed the table for the source whose data was rejected here.</summary>
    public bool IsTakenByAnother(FlagTableSource? source) => _waiting is { } waiting && source?.IsOf(waiting) == true;

    private bool IsHeld => _origin is not null && _waiting is null;

    private void Hold(SyncOrigin origin)
    {
        (_origin, _waiting) = (origin, null);
        _heldBack.Reset();
    }

    private async Task PutAsync(
        SyncOrigin origin, FlagTableSource? replaced, DateTimeOffset? syncedOn, CancellationToken cancellationToken)
    {
        if (!await store.PutSourceAsync(origin, replaced, syncedOn, cancellationToken).ConfigureAwait(false))
        {
            throw new FlagSourceDiffersException(
                $"another source than {origin.Name} has taken over the table {store.Table} in the meantime");
        }
    }

    private static string Describe(string? environment, string id) =>
        environment is null ? $"source {Short(id)}" : $"environment {environment}";

    private static string Short(string id)
    {
        const int Digits = 8;
        return id.Length <= Digits ? id : id[..Digits];
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Flag table taken over from another source [table {table}, from {from} ({from_source}) to {to} ({to_source})]")]
    private static partial void LogTakenOver(ILogger logger, string table, string from, string from_source, string to, string to_source);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Flags that no sync had put there are replaced [table {table}, source {source}, {count}: {flags}]")]
    private static partial void LogReplaced(ILogger logger, string table, int count, string flags, string source);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Flag change not applied: what came before it was not [table {table}, {kind} {key}]")]
    private static partial void LogHeldBack(ILogger logger, string table, string kind, string key);
}
