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

/// <summary>The past of the flags and segments of a table, as the table's journal tells it, and the way back.</summary>
/// <remarks>
/// It reaches back as far as the journal keeps entries. What an item was before a change is known where the table's stream has both images,
/// as <c>confd table journal enable</c> turns it on. To undo a change, plan to go back to the moment before it, show the plan, and have
/// <see cref="FlagAuthoring"/> write it: that is a change like any other, with its author, which can be undone again. Safe to share between
/// threads.
/// </remarks>
/// <example>
/// <code>
/// var history = new FlagHistory(connection, "flags", "production");
/// var last = (await history.ReadAsync(DataKind.Features, "new-checkout", limit: 1))[0];
/// var seen = await authoring.ReadAsync();
/// var plan = await history.PlanRollbackAsync(seen, [DataKind.Features], ["new-checkout"], last.MomentBefore);
/// plan.DemandGood();
/// await authoring.WriteAsync(plan, new FlagAuthor("ann", "checkout fails") { Command = "flag console" });
/// </code>
/// </example>
public sealed class FlagHistory
{
    private readonly DynamoConnection _connection;
    private readonly string _table;
    private readonly string? _prefix;
    private readonly DynamoTableOptions _options;

    /// <summary>Uses a connection of the caller's, who also disposes it. Nothing is sent yet.</summary>
    /// <param name="connection">How to reach the table and its journal.</param>
    /// <param name="tableName">The flag table.</param>
    /// <param name="prefix">The environment's prefix; null or empty: none.</param>
    /// <param name="options">Which journal; retries, clock, logger and metrics.</param>
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
    /// False where nothing was left of a flag or segment before or after a change of its row: no row, or a tombstone. What was archived has
    /// all it had.
    /// </summary>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">Its key.</param>
    /// <param name="state">What it was then.</param>
    /// <param name="item">All attributes of its row then, in DynamoDB's JSON; null where there was none or they are unknown.</param>
    public static bool IsThere(DataKind kind, string key, KeyState state, JsonElement? item) =>
        state.Kind != KeyStateKind.Absent
        && (FlagRowImage.Read(state, item).Item is not { } read || FlagDocument.IsAnythingLeft(kind, key, read));

    /// <summary>The changes of flags or of segments, the newest first.</summary>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">Which one; null: all of them.</param>
    /// <param name="since">What came until then is not wanted; null for all.</param>
    /// <param name="limit">So many of the newest, or a few more that were written together with them.</param>
    /// <param name="cancellationToken">Ends it.</param>
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
            var question = new HistoryQuestion { IsWanted = changed => key is null || changed == key, Since = since, Limit = limit };
            var entries = await table.History.FindChangesAsync(question, cancellationToken).ConfigureAwait(false);
            return [.. entries.SelectMany(entry => ChangesOf(entry, kind).Reverse())];
        });

    /// <summary>Plans to make flags or segments what they were at a moment. Nothing is written.</summary>
    /// <param name="seen">The environment as it is.</param>
    /// <param name="kinds">Flags, segments, or both.</param>
    /// <param name="keys">Which ones; null: all that have changed since.</param>
    /// <param name="moment">When they were as they are to be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <remarks>Takes two seconds: it waits for a sign of life of the journal's writer, so that what was written just before is in the
    /// journal.</remarks>
    /// <exception cref="ArgumentException">No kind is given.</exception>
    /// <exception cref="FlagEditException">It is not known what they were: the journal has no writer now, does not reach back so far, has a
    /// gap since, or was not told.</exception>
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
                    $"nobody writes the journal of table {_table} now, so it may not know the newest changes; "
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
