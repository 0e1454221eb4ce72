using Confd.Flags.Service.Revisions;
using Confd.Shared;

namespace Confd.Flags.Service.Streams;

/// <summary>
/// An entry of a <see cref="Feed"/>. Each stream holds the entry that it has reached and waits for the next one; entries before the slowest
/// stream are garbage.
/// </summary>
internal sealed class FeedEntry
{
    private readonly TaskCompletionSource<FeedEntry> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RetryingLazy<ReadOnlyMemory<byte>[]>[] _texts;

    /// <summary>Creates an entry.</summary>
    /// <param name="number">Its number in the feed, increasing.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="revision">The state at that entry; null if there is no data yet.</param>
    /// <param name="changes">The changes that led to it, one by one; null where everything has to be sent.</param>
    public FeedEntry(long number, FeedEntryKind kind, Revision? revision, IReadOnlyList<RevisionChange>? changes = null)
    {
        Number = number;
        Kind = kind;
        Revision = revision;
        _texts = [.. Enum.GetValues<StreamForm>().Select(TextLater)];

        RetryingLazy<ReadOnlyMemory<byte>[]> TextLater(StreamForm form) => new(() => StreamText.Of(this, form, changes));
    }

    public long Number { get; }

    public FeedEntryKind Kind { get; }

    public Revision? Revision { get; }

    /// <summary>Completes with the entry after this one.</summary>
    public Task<FeedEntry> Next => _next.Task;

    /// <summary>The text for streams of that form, in pieces that all streams share.</summary>
    public ReadOnlyMemory<byte>[] TextOf(StreamForm form) => _texts[(int)form].Value;

    /// <summary>Sets the next entry, and notifies all waiters.</summary>
    public void SetNext(FeedEntry next) => _next.SetResult(next);
}
