using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.History;

/// <summary>The past of a table of keys and values, as its journal tells it.</summary>
/// <remarks>
/// It reaches back as far as the journal keeps entries. What a key was before a change is known where the table's stream has both images,
/// as <c>confd table journal enable</c> turns it on. Safe to share between threads.
/// </remarks>
public sealed class TableHistory
{
    // A change comes within this time after its note, by clocks that differ a little.
    private static readonly TimeSpan NoteCounts = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private const int SmallPage = 100;
    private const int SmallLimit = 1_000;

    private readonly KeyValueTable _table;
    private readonly TableShape _shape;
    private readonly DynamoTable _journal;

    internal TableHistory(KeyValueTable table, TableShape shape, DynamoTableOptions options)
    {
        _table = table;
        _shape = shape;
        _journal = new DynamoTable(table.Table.Client, options.Journal.Name ?? JournalOptions.NameFor(table.Name), options);
    }

    /// <summary>The entries from the newest on, back to the oldest that is kept.</summary>
    /// <param name="after">The last position that is not wanted any more; 0 for all.</param>
    /// <param name="withPast">True: also what keys were before, which is kept apart and costs as much again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DynamoDbException">There is no journal, or it cannot be read.</exception>
    public IAsyncEnumerable<HistoryEntry> ReadBackAsync(
        long after = 0, bool withPast = true, CancellationToken cancellationToken = default) =>
        ReadBackAsync(after, long.MaxValue, withPast, pageSize: null, cancellationToken);

    /// <summary>The changes that a question is about, from the newest on, each with the note that its writer left.</summary>
    /// <returns>Entries with such changes, and gaps.</returns>
    /// <exception cref="DynamoDbException">There is no journal, or it cannot be read.</exception>
    public async Task<IReadOnlyList<HistoryEntry>> FindChangesAsync(HistoryQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        var found = new List<HistoryEntry>();
        var changes = 0;
        var oldest = long.MaxValue;
        var pageSize = question.Limit < SmallLimit ? SmallPage : (int?)null;
        var entries = ReadBackAsync(question.After, long.MaxValue, question.WithPast, pageSize, cancellationToken);
        await foreach (var entry in entries.ConfigureAwait(false))
        {
            if (entry.WrittenAt < question.Since)
            {
                break;
            }

            oldest = entry.Position;
            var wanted = entry.Changes.Where(change => question.IsWanted(change.Key)).ToList();
            if (wanted.Count > 0 || entry.IsGap)
            {
                found.Add(entry with { Changes = wanted });
            }

            changes += wanted.Count;
            if (changes >= question.Limit)
            {
                break;
            }
        }

        // A note counts for one change: which one, those before tell too.
        var count = found.Count;
        if (changes > 0 && oldest > 1)
        {
            var first = found.SelectMany(entry => entry.Changes).Min(change => change.At) - NoteCounts;
            found.AddRange(await ReadBeforeAsync(oldest - 1, first, question.IsWanted, cancellationToken).ConfigureAwait(false));
        }

        // What happened too early took its note first.
        var told = (await AttributeAsync(found, cancellationToken).ConfigureAwait(false)).Take(count);
        return question.Since is { } since ? [.. told.Select(Later).Where(entry => entry.IsGap || entry.Changes.Count > 0)] : [.. told];

        HistoryEntry Later(HistoryEntry entry) =>
            entry with { Changes = [.. entry.Changes.Where(change => !entry.HappenedUntil(change, since))] };
    }

    /// <summary>The position of the last entry that was written until a moment; 0 where all that are kept came later.</summary>
    /// <exception cref="DynamoDbException">There is no journal, or it cannot be read.</exception>
    public async Task<long> FindAsync(DateTimeOffset moment, CancellationToken cancellationToken = default)
    {
        await foreach (var entry in ReadBackAsync(withPast: false, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (entry.WrittenAt <= moment)
            {
                return entry.Position;
            }
        }

        return 0;
    }

    /// <summary>What the keys at and below a prefix were after an entry.</summary>
    /// <param name="prefix">A text that the keys begin with; empty for all.</param>
    /// <param name="position">The last entry that counts.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <remarks>Takes about two seconds: it waits until what was written just before is in the journal.</remarks>
    /// <exception cref="DynamoDbException">There is no journal, it does not reach back so far, or one of the tables cannot be
    /// read.</exception>
    public Task<PastTable> ReadAtAsync(string prefix, long position, CancellationToken cancellationToken = default) =>
        ReadAtAsync(prefix, position, moment: null, cancellationToken);

    /// <summary>What the keys at and below a prefix were at a moment.</summary>
    /// <inheritdoc cref="ReadAtAsync(string, long, CancellationToken)"/>
    public async Task<PastTable> ReadAtAsync(string prefix, DateTimeOffset moment, CancellationToken cancellationToken = default)
    {
        var position = await FindAsync(moment, cancellationToken).ConfigureAwait(false);
        return await ReadAtAsync(prefix, position, moment, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PastTable> ReadAtAsync(string prefix, long position, DateTimeOffset? moment, CancellationToken cancellationToken)
    {
        // The table first: what changes meanwhile is in the journal then.
        var now = await _table.ReadBelowAsync(prefix, cancellationToken).ConfigureAwait(false);
        var isCurrent = await _table.Journal.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        var keys = new SortedDictionary<string, KeyState>(StringComparer.Ordinal);
        foreach (var item in now.Items.ToArray())
        {
            keys[item.Key] = StateOf(item);
        }

        var past = await ReadChangedAsync(
            key => key.StartsWith(prefix, StringComparison.Ordinal), position, changes: 0, moment, cancellationToken).ConfigureAwait(false);
        foreach (var (key, then) in past.Keys)
        {
            keys[key] = then.State;
        }

        return new PastTable(position, keys, past.Gaps) { IsCurrent = isCurrent };
    }

    /// <summary>What those keys were after an entry that have changed since.</summary>
    /// <param name="isWanted">Chooses keys.</param>
    /// <param name="position">The last entry that counts.</param>
    /// <param name="changes">So many changes of each key in the entry after it count too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DynamoDbException">There is no journal, it does not reach back so far, or it cannot be read.</exception>
    public Task<PastKeys> ReadChangedAsync(
        Func<string, bool> isWanted, long position, int changes = 0, CancellationToken cancellationToken = default) =>
        ReadChangedAsync(isWanted, position, changes, moment: null, cancellationToken);

    /// <summary>What those keys were at a moment that have changed since.</summary>
    /// <inheritdoc cref="ReadChangedAsync(Func{string, bool}, long, int, CancellationToken)"/>
    public async Task<PastKeys> ReadChangedAsync(
        Func<string, bool> isWanted, DateTimeOffset moment, CancellationToken cancellationToken = default)
    {
        var position = await FindAsync(moment, cancellationToken).ConfigureAwait(false);
        return await ReadChangedAsync(isWanted, position, changes: 0, moment, cancellationToken).ConfigureAwait(false);
    }

    // Of entries after the position what happened until the moment counts as well.
    private async Task<PastKeys> ReadChangedAsync(
        Func<string, bool> isWanted, long position, int changes, DateTimeOffset? moment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        var known = new HashSet<string>(StringComparer.Ordinal);
        var keys = new Dictionary<string, PastKey>(StringComparer.Ordinal);
        var gaps = new List<HistoryEntry>();
        var oldest = long.MaxValue;
        await foreach (var entry in ReadBackAsync(position, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            oldest = entry.Position;
            if (entry.IsGap)
            {
                gaps.Add(entry);
            }

            var counted = entry.Position == position + 1
                ? entry.Changes.GroupBy(change => change.Key, StringComparer.Ordinal).SelectMany(ofKey => ofKey.Take(changes)).ToHashSet(
                    ReferenceEqualityComparer.Instance)
                : [];
            foreach (var change in entry.Changes.Reverse().Where(change => isWanted(change.Key) && !known.Contains(change.Key)))
            {
                if (counted.Contains(change) || (moment is { } then && entry.HappenedUntil(change, then)))
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

        if (oldest != long.MaxValue && oldest != position + 1)
        {
            throw new DynamoDbException(
                DynamoDbFailure.InvalidRequest,
                $"the journal of table {_table.Name} reaches back to entry {oldest} only, not to {position}");
        }

        await FindUnknownAsync(keys, known, position, cancellationToken).ConfigureAwait(false);
        return new PastKeys(position, keys, gaps);
    }

    /// <summary>Finds out who wrote: gives each change the note that its writer left.</summary>
    /// <param name="entries">Entries from the newest on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DynamoDbException">The journal cannot be read.</exception>
    public async Task<IReadOnlyList<HistoryEntry>> AttributeAsync(
        IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken = default)
    {
        var changes = entries.SelectMany(entry => entry.Changes).ToList();
        if (changes.Count == 0)
        {
            return entries;
        }

        var first = changes.Min(change => change.At) - NoteCounts;
        var last = entries.Max(entry => entry.WrittenAt) + ClockSkew;
        var notes = await JournalNotes.ReadAsync(_journal, first, last, cancellationToken).ConfigureAwait(false);
        var open = notes.Where(note => note.Partition is null || note.Partition == _shape.Partition)
            .SelectMany(note => note.Keys.Select(key => (key, note)))
            .GroupBy(pair => pair.key, pair => pair.note, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.OrderBy(note => note.At).ToList(), StringComparer.Ordinal);
        var owners = new Dictionary<KeyChange, JournalNote>(ReferenceEqualityComparer.Instance);

        // Each note counts for one change of each of its keys: the next one after it that does what it says. The stream's times are
        // rounded down, by up to a minute where an engine does not count seconds; a change is older than its entry at any rate.
        foreach (var entry in entries.Reverse())
        {
            foreach (var change in entry.Changes)
            {
                if (open.GetValueOrDefault(change.Key) is { } left
                    && left.Find(note => IsMeant(note, change, entry.WrittenAt)) is { } note)
                {
                    left.Remove(note);
                    owners[change] = note;
                }
            }
        }

        return
        [
            .. entries.Select(entry => entry with
            {
                Changes = [.. entry.Changes.Select(change => change with { Note = owners.GetValueOrDefault(change) })],
            }),
        ];
    }

    private async IAsyncEnumerable<HistoryEntry> ReadBackAsync(
        long after, long last, bool withPast, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = Entries(JournalItems.EntryKind(0), after, last);
        if (pageSize is { } size)
        {
            request.Limit = size;
        }

        await foreach (var page in AskAsync(request, cancellationToken).ConfigureAwait(false))
        {
            var entries = page.Where(item => !JournalItems.IsHead(item)).Select(item => Parse(item, JournalItems.ReadEntry)).ToList();
            if (entries.Count == 0)
            {
                continue;
            }

            var past = withPast
                ? await ReadPastAsync(entries[^1].Position - 1, entries[0].Position, cancellationToken).ConfigureAwait(false)
                : [];
            foreach (var entry in entries)
            {
                var records = past.GetValueOrDefault(entry.Position) ?? entry.Changes;
                var changes = records.SelectMany(record => RecordChanges.Of(record, _shape));
                yield return new HistoryEntry(entry.Position, entry.WrittenAt, entry.IsGap, [.. changes]);
            }
        }
    }

    private async IAsyncEnumerable<List<Dictionary<string, AttributeValue>>> AskAsync(
        QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = _journal.QueryAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var closing = pages.ConfigureAwait(false);
        while (await HasNextAsync().ConfigureAwait(false))
        {
            yield return pages.Current;
        }

        async Task<bool> HasNextAsync()
        {
            try
            {
                return await pages.MoveNextAsync().ConfigureAwait(false);
            }
            catch (DynamoDbException missing) when (missing.Failure == DynamoDbFailure.TableMissing)
            {
                throw JournalMissing.For(_table.Name, _journal.Name, missing);
            }
        }
    }

    private async Task<List<HistoryEntry>> ReadBeforeAsync(
        long last, DateTimeOffset first, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        var before = new List<HistoryEntry>();
        await foreach (var entry in ReadBackAsync(0, last, withPast: false, SmallPage, cancellationToken).ConfigureAwait(false))
        {
            if (entry.WrittenAt < first)
            {
                break;
            }

            before.Add(entry with { Changes = [.. entry.Changes.Where(change => isWanted(change.Key))] });
        }

        return before;
    }

    // Where the stream has no old images, what a key became by its last change before is what it was.
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

        await foreach (var entry in ReadBackAsync(0, position, withPast: true, pageSize: null, cancellationToken).ConfigureAwait(false))
        {
            foreach (var change in entry.Changes.Reverse().Where(change => unknown.Remove(change.Key)))
            {
                keys[change.Key] = keys[change.Key] with { State = change.After, Item = change.ItemAfter };
            }

            if (entry.IsGap || unknown.Count == 0)
            {
                return;
            }
        }
    }

    private static bool IsMeant(JournalNote note, KeyChange change, DateTimeOffset writtenAt) =>
        note.At >= change.At - NoteCounts
        && note.At <= writtenAt + ClockSkew
        && change.After switch
        {
            { Kind: KeyStateKind.Text, Text: var text } => note.Digests[change.Key] == JournalNotes.DigestOf(text),
            { Kind: KeyStateKind.Absent } => note.Digests[change.Key] == JournalNotes.DigestOf(null),
            _ => true,
        };

    private static KeyState StateOf(KeyItem item) => item.IsText
        ? new KeyState(KeyStateKind.Text, System.Text.Encoding.UTF8.GetString(item.Value.Span))
        : new KeyState(KeyStateKind.Other);

    private static QueryRequest Entries(string kind, long after, long last) => new()
    {
        ScanIndexForward = false,
        KeyConditionExpression = "#k = :k AND #p BETWEEN :first AND :last",
        ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#k"] = JournalItems.Kind, ["#p"] = JournalItems.Position },
        ExpressionAttributeValues = new(StringComparer.Ordinal)
        {
            [":k"] = new() { S = kind },
            [":first"] = new() { S = JournalItems.PositionText(after + 1) },
            [":last"] = new() { S = JournalItems.PositionText(last) },
        },
    };

    private static T Parse<T>(Dictionary<string, AttributeValue> item, Func<Dictionary<string, AttributeValue>, T> read) =>
        DynamoJournalStore.Parse(item, read);

    private async Task<Dictionary<long, IReadOnlyList<StreamRecord>>> ReadPastAsync(
        long after, long last, CancellationToken cancellationToken)
    {
        var past = new Dictionary<long, IReadOnlyList<StreamRecord>>();
        var request = Entries(JournalItems.HistoryKind, after, last);
        await foreach (var page in AskAsync(request, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page)
            {
                past[Parse(item, JournalItems.ReadPosition)] = Parse(item, JournalItems.ReadHistory);
            }
        }

        return past;
    }
}
