using Confd.Flags.Service.Revisions;
using Confd.Shared;

namespace Confd.Flags.Service.Streams;

/// <summary>
/// A place in a <see cref="Feed"/>. Each stream holds the place that it has come to and waits for the next one; what lies behind the last
/// stream is garbage.
/// </summary>
internal sealed class FeedEntry
{
    private readonly TaskCompletionSource<FeedEntry> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MadeOnce<ReadOnlyMemory<byte>[]>[] _texts;

    /// <summary>Makes an entry.</summary>
    /// <param name="number">Counts up in a feed.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="revision">The state at that place; null if there is no data yet.</param>
    /// <param name="changes">What led to it, one by one; null where everything has to be sent.</param>
    public FeedEntry(long number, FeedEntryKind kind, Revision? revision, IReadOnlyList<RevisionChange>? changes = null)
    {
        Number = number;
        Kind = kind;
        Revision = revision;
        _texts = [.. Enum.GetValues<StreamForm>().Select(TextLater)];

        MadeOnce<ReadOnlyMemory<byte>[]> TextLater(StreamForm form) => new(() => StreamText.Of(this, form, changes));
    }

    public long Number { get; }

    public FeedEntryKind Kind { get; }

    public Revision? Revision { get; }

    /// <summary>The entry after this one, when it comes.</summary>
    public Task<FeedEntry> Next => _next.Task;

    /// <summary>What a stream of that form sends, in pieces that all streams share.</summary>
    public ReadOnlyMemory<byte>[] TextOf(StreamForm form) => _texts[(int)form].Value;

    /// <summary>Tells all who wait.</summary>
    public void SetNext(FeedEntry next) => _next.SetResult(next);
}
