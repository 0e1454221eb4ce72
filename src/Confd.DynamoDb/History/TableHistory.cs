using System.Globalization;
using System.Text.Json;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Reading;

namespace Confd.DynamoDb.History;

/// <summary>The history of a table of keys and values, from its journal.</summary>
/// <remarks>
/// It reaches back as far as the journal keeps entries. The state of a key before a change is known where the table's stream has both
/// images, as <c>confd table journal enable</c> configures it. Thread-safe.
/// </remarks>
public sealed class TableHistory
{
    private const int SmallPage = 100;
    private const int SmallLimit = 1_000;

    private readonly KeyValueTable _table;
    private readonly TableShape _shape;
    private readonly DynamoTable _journal;
    private readonly EntryReader _entries;

    internal TableHistory(KeyValueTable table, TableShape shape, DynamoTableOptions options)
    {
        _table = table;
        _shape = shape;
        _journal = new DynamoTable(table.Table.Client, options.Journal.NameOf(table.Name), options);
        _entries = new EntryReader(_journal, table.Name, shape);
    }

    /// <summary>Reads the entries from the newest on, back to the oldest that is kept.</summary>
    /// <param name="after">The position to stop before; 0 for all.</param>
    /// <param name="withPast">True: also earlier states of keys, which are stored separately and cost as much again.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="DynamoDbException">There is no journal, or it cannot be read.</exception>
    public IAsyncEnumerable<HistoryEntry> ReadBackAsync(
        long after = 0, bool withPast = true, CancellationToken cancellationToken = default) =>
        _entries.ReadBackAsync(after, withPast: withPast, cancellationToken: cancellationToken);

    /// <summary>Reads the selected changes, from the newest on, each with the note of its writer.</summary>
    /// <returns>Entries with such changes, and gaps.</returns>
    /// <exception cref="DynamoDbException">There is no journal, or it cannot be read.</exception>
    public async Task<IReadOnlyList<HistoryEntry>> FindChangesAsync(HistoryQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var found = new List<HistoryEntry>();
        var changes = 0;
        var oldest = long.MaxValue;
        var pageSize = query.Limit < SmallLimit ? SmallPage : (int?)null;
        var entries = _entries.ReadBackAsync(
            query.Since?.Position ?? 0, withPast: query.WithPast, pageSize: pageSize, cancellationToken: cancellationToken);
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            if (entry.WrittenAt < query.Since?.Time)
            {
                break;
            }

            oldest = entry.Position;
            var wanted = entry.Changes.Where(change => query.IsWanted(change.Key)).ToList();
            if (wanted.Count > 0 || entry.IsGap)
            {
                found.Add(entry with { Changes = wanted });
            }

            changes += wanted.Count;
            if (changes >= query.Limit)
            {
                break;
            }
        }

        // A note belongs to one change: which one, also depends on those before.
        var count = found.Count;
        if (changes > 0 && oldest > 1)
        {
            var first = found.SelectMany(entry => entry.Changes).Min(change => change.At) - NoteMatching.NoteCounts;
            found.AddRange(await ReadBeforeAsync(oldest - 1, first, query.IsWanted, cancellationToken).ConfigureAwait(false));
        }

        // Changes that are too early are assigned their notes first, and left out then.
        var shown = (await AttributeAsync(found, cancellationToken).ConfigureAwait(false)).Take(count);
        return query.Since is { } since ? [.. shown.Select(Later).Where(entry => entry.IsGap || entry.Changes.Count > 0)] : [.. shown];

        HistoryEntry Later(HistoryEntry entry)
        {
            var earlier = since.ChangesUntil(entry);
            return entry with { Changes = [.. entry.Changes.Where(change => !earlier.Contains(change))] };
        }
    }

    /// <summary>Reads the states of the keys at and below a prefix at a moment.</summary>
    /// <param name="prefix">The start of the keys; empty for all.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <remarks>Takes about two seconds: it waits until recent writes are in the journal.</remarks>
    /// <exception cref="DynamoDbException">There is no journal, it does not reach back so far or has no such entry yet, or one of the
    /// tables cannot be read.</exception>
    public async Task<PastTable> ReadAtAsync(string prefix, HistoryMoment moment, CancellationToken cancellationToken = default)
    {
        // The table first: later changes are in the journal then.
        var now = await _table.ReadBelowAsync(prefix, cancellationToken).ConfigureAwait(false);
        var isCurrent = await _table.Journal.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        var keys = new SortedDictionary<string, KeyState>(StringComparer.Ordinal);
        foreach (var item in now.Items.ToArray())
        {
            keys[item.Key] = StateOf(item);
        }

        var past = await ReadChangedAsync(key => key.StartsWith(prefix, StringComparison.Ordinal), moment, cancellationToken)
            .ConfigureAwait(false);
        foreach (var (key, then) in past.Keys)
        {
            keys[key] = HasNoValue(then.Item) ? new KeyState(KeyStateKind.Absent) : then.State;
        }

        return new PastTable(past.Position, keys, past.Gaps)
        {
            IsCurrent = isCurrent,
            ChangedKeys = past.Keys.Keys.ToHashSet(StringComparer.Ordinal),
        };

        // Such an item counts as missing here, as in every reading of the table.
        bool HasNoValue(JsonElement? item) => item is { } attributes && !attributes.TryGetProperty(_shape.ValueAttribute, out _);
    }

    /// <summary>Reads the states at a moment of the keys that have changed since.</summary>
    /// <param name="isWanted">Selects keys.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="DynamoDbException">There is no journal, it does not reach back so far or has no such entry yet, or it cannot be
    /// read.</exception>
    public async Task<PastKeys> ReadChangedAsync(
        Func<string, bool> isWanted, HistoryMoment moment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        ArgumentNullException.ThrowIfNull(moment);
        var position = await FindAsync(moment, cancellationToken).ConfigureAwait(false);
        var known = new HashSet<string>(StringComparer.Ordinal);
        var keys = new Dictionary<string, PastKey>(StringComparer.Ordinal);
        var gaps = new List<HistoryEntry>();
        var oldest = long.MaxValue;
        await foreach (var entry in _entries.ReadBackAsync(position, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            oldest = entry.Position;
            if (entry.IsGap)
            {
                gaps.Add(entry);
            }

            var earlier = moment.ChangesUntil(entry);
            foreach (var change in entry.Changes.Reverse().Where(change => isWanted(change.Key) && !known.Contains(change.Key)))
            {
                if (earlier.Contains(change))
                {
                    known.Add(change.Key);
                    if (keys.TryGetValue(change.Key, out var later) && later.State.Kind == KeyStateKind.Unknown)
                    {
                        keys[change.Key] = later with { State = change.After, Item = change.ItemAfter };
                    }

                    continue;
                }

                var newest = keys.GetValueOrDefault(change.Key).NewestItem ?? change.ItemAfter ?? change.ItemBefore;
                keys[change.Key] = new PastKey(change.Before, change.ItemBefore, newest);
            }
        }

        if (oldest == long.MaxValue)
        {
            await RequireAsync(moment, cancellationToken).ConfigureAwait(false);
        }
        else if (oldest != position + 1)
        {
            throw new DynamoDbException(
                DynamoDbFailure.InvalidRequest,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the journal of table {_table.Name} reaches back to entry {oldest} only, not to {position}"));
        }

        await FindUnknownAsync(keys, known, position, cancellationToken).ConfigureAwait(false);
        return new PastKeys(position, keys, gaps);
    }

    /// <summary>Determines the authors: assigns to each change the note of its writer.</summary>
    /// <param name="entries">Entries from the newest on.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="DynamoDbException">The journal cannot be read.</exception>
    public async Task<IReadOnlyList<HistoryEntry>> AttributeAsync(
        IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken = default)
    {
        var changes = entries.SelectMany(entry => entry.Changes).ToList();
        if (changes.Count == 0)
        {
            return entries;
        }

        var first = changes.Min(change => change.At) - NoteMatching.NoteCounts;
        var last = entries.Max(entry => entry.WrittenAt) + NoteMatching.ClockSkew;
        var notes = await JournalNotes.ReadAsync(_journal, first, last, cancellationToken).ConfigureAwait(false);
        return NoteMatching.Attribute(entries, notes.Where(note => note.Partition is null || note.Partition == _shape.Partition));
    }

    // There is no change after a future entry either, which would be a wrong answer to a mistyped number.
    private async Task RequireAsync(HistoryMoment moment, CancellationToken cancellationToken)
    {
        if (moment.Position is not { } position || moment == HistoryMoment.Now)
        {
            return;
        }

        var head = await new DynamoJournalStore(_journal, _table.Name, () => 0).ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (head?.Position < position)
        {
            throw new DynamoDbException(
                DynamoDbFailure.InvalidRequest,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the journal of table {_table.Name} has no entry {position} yet: its last one is {head.Position}"));
        }
    }

    // The position of the last entry that is included completely; 0 where all that are kept are later.
    private async Task<long> FindAsync(HistoryMoment moment, CancellationToken cancellationToken)
    {
        if (moment.Position is { } position)
        {
            return position;
        }

        await foreach (var entry in _entries.ReadBackAsync(withPast: false, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (entry.WrittenAt <= moment.Time)
            {
                return entry.Position;
            }
        }

        return 0;
    }

    private async Task<List<HistoryEntry>> ReadBeforeAsync(
        long last, DateTimeOffset first, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        var before = new List<HistoryEntry>();
        var entries = _entries.ReadBackAsync(last: last, withPast: false, pageSize: SmallPage, cancellationToken: cancellationToken);
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            if (entry.WrittenAt < first)
            {
                break;
            }

            before.Add(entry with { Changes = [.. entry.Changes.Where(change => isWanted(change.Key))] });
        }

        return before;
    }

    // If the stream has no old images, the new image of a key's last change before the moment is its state.
    private async Task FindUnknownAsync(
        Dictionary<string, PastKey> keys, HashSet<string> known, long position, CancellationToken cancellationToken)
    {
        var unknown = keys.Where(key => key.Value.State.Kind == KeyStateKind.Unknown && !known.Contains(key.Key))
            .Select(key => key.Key)
            .ToHashSet(StringComparer.Ordinal);
        if (unknown.Count == 0 || position < 1)
        {
            return;
        }

        await foreach (var entry in _entries.ReadBackAsync(last: position, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            foreach (var change in entry.Changes.Reverse())
            {
                if (unknown.Remove(change.Key))
                {
                    keys[change.Key] = keys[change.Key] with { State = change.After, Item = change.ItemAfter };
                }
            }

            if (entry.IsGap || unknown.Count == 0)
            {
                return;
            }
        }
    }

    private static KeyState StateOf(KeyItem item) => item.IsText
        ? new KeyState(KeyStateKind.Text, System.Text.Encoding.UTF8.GetString(item.Value.Span))
        : new KeyState(KeyStateKind.Other);
}
