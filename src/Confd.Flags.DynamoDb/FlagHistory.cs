using System.Globalization;
using System.Text.Json;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.History;
using Confd.DynamoDb.Journal;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

/// <summary>The history of the flags and segments of a table, from the table's journal, and rollbacks to earlier states.</summary>
/// <remarks>
/// It reaches back as far as the journal keeps entries. The state of an item before a change is known where the table's stream has both
/// images, as <c>confd table journal enable</c> configures it. To undo a change, plan a rollback to the moment before it, show the plan,
/// and have <see cref="FlagAuthoring"/> write it: that is a change like any other, with its author, which can be undone as well.
/// Thread-safe.
/// </remarks>
/// <example>
/// <code>
/// var history = new FlagHistory(connection, "flags", "production");
/// var last = (await history.ReadAsync(DataKind.Features, "new-checkout", limit: 1))[0];
/// var seen = await authoring.ReadAsync();
/// var plan = await history.PlanRollbackAsync(seen, [DataKind.Features], ["new-checkout"], last.MomentBefore);
/// plan.RequireValid();
/// await authoring.WriteAsync(plan, new FlagAuthor("ann", "checkout fails") { Command = "flag console" });
/// </code>
/// </example>
public sealed class FlagHistory
{
    private readonly DynamoConnection _connection;
    private readonly string _table;
    private readonly string? _prefix;
    private readonly DynamoTableOptions _options;

    /// <summary>Uses the caller's connection, which the caller disposes of. Sends no request.</summary>
    /// <param name="connection">How to reach the table and its journal.</param>
    /// <param name="tableName">The flag table.</param>
    /// <param name="prefix">The environment's prefix; null or empty: none.</param>
    /// <param name="options">The journal; retries, clock, logger and metrics.</param>
    public FlagHistory(DynamoConnection connection, string tableName, string? prefix = null, DynamoTableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _connection = connection;
        _table = tableName;
        _prefix = prefix;
        _options = options ?? new DynamoTableOptions();
    }

    /// <summary>
    /// False where a flag or segment did not exist before or after a change of its row: no row, or a tombstone that is not archived.
    /// </summary>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">The key.</param>
    /// <param name="state">Its state at that time.</param>
    /// <param name="item">All attributes of its row at that time, in DynamoDB's JSON; null where there was none or they are
    /// unknown.</param>
    public static bool IsThere(DataKind kind, string key, KeyState state, JsonElement? item) =>
        state.Kind != KeyStateKind.Absent
        && (FlagRowImage.Read(state, item).Item is not { } read || FlagDocument.IsAnythingLeft(kind, key, read));

    /// <summary>Reads the changes of flags or of segments, the newest first.</summary>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">The key; null: all of them.</param>
    /// <param name="since">Changes until then are left out; null: none are.</param>
    /// <param name="limit">The number of changes, or a few more that were written together with the last of them.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <remarks>Needs <c>dynamodb:DescribeTable</c> on the table and <c>dynamodb:Query</c> on the journal.</remarks>
    /// <exception cref="FlagStoreException">There is no journal, or it cannot be read.</exception>
    public Task<IReadOnlyList<FlagChange>> ReadAsync(
        DataKind kind,
        string? key = null,
        HistoryMoment? since = null,
        int limit = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        Failures.TranslateAsync<IReadOnlyList<FlagChange>>(async () =>
        {
            var table = await OpenAsync(kind, cancellationToken).ConfigureAwait(false);
            await using var closing = table.ConfigureAwait(false);
            var query = new HistoryQuery { IsWanted = changed => key is null || changed == key, Since = since, Limit = limit };
            var entries = await table.History.FindChangesAsync(query, cancellationToken).ConfigureAwait(false);
            return [.. entries.SelectMany(entry => ChangesOf(entry, kind).Reverse())];
        });

    /// <summary>Plans to restore the state of flags or segments at a moment. Nothing is written.</summary>
    /// <param name="seen">The environment that was read.</param>
    /// <param name="kinds">Flags, segments, or both.</param>
    /// <param name="keys">The keys; null: all that have changed since.</param>
    /// <param name="moment">The moment whose state is restored.</param>
    /// <param name="cancellationToken">Cancels the planning.</param>
    /// <remarks>Takes two seconds: it waits for the next heartbeat of the journal's writer, so that recent writes are in the
    /// journal.</remarks>
    /// <exception cref="ArgumentException">No kind is given.</exception>
    /// <exception cref="FlagEditException">The earlier state is unknown: the journal has no writer now, does not reach back so far, has a
    /// gap since, or has no images.</exception>
    /// <exception cref="FlagStoreException">There is no journal, or it cannot be read.</exception>
    public async Task<FlagPlan> PlanRollbackAsync(
        EnvironmentSnapshot seen,
        IReadOnlyCollection<DataKind> kinds,
        IReadOnlyCollection<string>? keys,
        HistoryMoment moment,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(kinds);
        if (kinds.Count == 0)
        {
            throw new ArgumentException("There has to be a kind to go back with", nameof(kinds));
        }

        var past = new List<PastItem>();
        await Failures.TranslateAsync(async () =>
        {
            // The environment was read before.
            if (!await new TableJournal(_connection, _table, _options).CatchUpAsync(cancellationToken).ConfigureAwait(false))
            {
                throw Unknown(
                    $"no writer of the journal of table {_table} is running, so the newest changes may be missing; "
                    + "start a process that writes it");
            }

            foreach (var kind in kinds)
            {
                past.AddRange(await ReadPastAsync(kind, keys, moment, cancellationToken).ConfigureAwait(false));
            }
        }).ConfigureAwait(false);
        if (
            keys?.FirstOrDefault(
                key => past.TrueForAll(item => item.Key != key) && kinds.All(kind => seen.Find(kind, key) is null)) is { } none)
        {
            var since = moment.Position is { } position ? string.Create(CultureInfo.InvariantCulture, $"entry {position}") : "then";
            throw new FlagEditException(
                $"{seen.Name} has no {FlagDocument.NameOf(kinds.First(), none)}, and had none since {since}", FlagRefusal.NotFound);
        }

        return FlagRollback.Plan(seen, past);
    }

    private async Task<IReadOnlyList<PastItem>> ReadPastAsync(
        DataKind kind, IReadOnlyCollection<string>? keys, HistoryMoment moment, CancellationToken cancellationToken)
    {
        var table = await OpenAsync(kind, cancellationToken).ConfigureAwait(false);
        await using var closing = table.ConfigureAwait(false);
        var past = await table.History.ReadChangedAsync(key => keys is null || keys.Contains(key), moment, cancellationToken)
            .ConfigureAwait(false);
        if (past.Gaps.Count > 0)
        {
            throw Unknown(string.Create(
                CultureInfo.InvariantCulture,
                $"the journal has missed changes before entry {past.Gaps[^1].Position}, so it does not know what was before"));
        }

        return [.. past.Keys.OrderBy(key => key.Key, StringComparer.Ordinal).Select(key => ItemOf(kind, key.Key, key.Value))];
    }

    private static PastItem ItemOf(DataKind kind, string key, PastKey then)
    {
        var image = FlagRowImage.Read(then.State, then.Item);
        return image.IsKnown
            ? new PastItem(kind, key, image.Item, FlagRowImage.VersionIn(then.NewestItem))
            : throw Unknown(
                $"the journal does not know what {FlagDocument.NameOf(kind, key)} was: it was too large, "
                + "or the table's stream has no old images");
    }

    private static FlagEditException Unknown(string reason) => new($"{reason}; nothing was written");

    private static IEnumerable<FlagChange> ChangesOf(HistoryEntry entry, DataKind kind)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var change in entry.Changes)
        {
            var place = places.GetValueOrDefault(change.Key);
            places[change.Key] = place + 1;
            yield return ChangeOf(entry, kind, change) with { Place = place };
        }
    }

    private static FlagChange ChangeOf(HistoryEntry entry, DataKind kind, KeyChange change)
    {
        var (before, after) = (FlagRowImage.Read(change.Before, change.ItemBefore), FlagRowImage.Read(change.After, change.ItemAfter));
        return new FlagChange(entry.Position, change.At, kind, change.Key)
        {
            Before = before.Item,
            After = after.Item,
            IsKnown = before.IsKnown && after.IsKnown,
            Actor = change.Note?.Actor,
            Command = change.Note?.Command,
            Message = change.Note?.Message,
        };
    }

    private Task<KeyValueTable> OpenAsync(DataKind kind, CancellationToken cancellationToken) =>
        KeyValueTable.OpenAsync(_connection, _table, FlagTable.RowsOf(kind, _prefix).With(_options), cancellationToken);
}
