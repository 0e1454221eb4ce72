using Google.Protobuf;

namespace Confd.Backends.Etcd.Reading;

/// <summary>Keys of the store, which are bytes: one, or all from one up to another.</summary>
/// <param name="Start">The first key.</param>
/// <param name="End">The key behind the last; empty for <paramref name="Start"/> alone.</param>
internal sealed record KeyRange(ByteString Start, ByteString End)
{
    /// <summary>
    /// What lookup keys select: each key itself and what lies below it; not its neighbours, as <c>/apple</c> of <c>/app</c>.
    /// </summary>
    /// <param name="lookupKeys">Cleaned absolute keys, with or without <c>/*</c> at their end.</param>
    /// <returns>Without those that lie in another.</returns>
    public static IReadOnlyList<KeyRange> Of(IEnumerable<string> lookupKeys) =>
    [
        .. LookupKey.Outermost(lookupKeys, KeyMatch.Path)
            .SelectMany(key => key.IsRoot ? [Below(key.Start)] : new[] { Exactly(key.Start), Below(key.Start) }),
    ];

    /// <summary>The same, from behind a key.</summary>
    public KeyRange After(ByteString key) => this with { Start = ByteString.CopyFrom([.. key.Span, 0]) };

    /// <summary>Whether a key lies in the range.</summary>
    public bool Contains(ByteString key) => End.IsEmpty
        ? key == Start
        : key.Span.SequenceCompareTo(Start.Span) >= 0 && key.Span.SequenceCompareTo(End.Span) < 0;

    private static KeyRange Exactly(string key) => new(ByteString.CopyFromUtf8(key), ByteString.Empty);

    // '0' is what comes after '/'.
    private static KeyRange Below(string key) => new(ByteString.CopyFromUtf8(key + "/"), ByteString.CopyFromUtf8(key + "0"));
}
