using Google.Protobuf;

namespace Confd.Backends.Etcd.Reading;

/// <summary>A range of keys of the store, which are bytes: one, or all from one up to another.</summary>
/// <param name="Start">The first key.</param>
/// <param name="End">The key after the last; empty for only <paramref name="Start"/>.</param>
internal sealed record KeyRange(ByteString Start, ByteString End)
{
    /// <summary>
    /// The ranges that lookup keys select: each key itself and the keys below it; not its neighbours, such as <c>/apple</c> for
    /// <c>/app</c>.
    /// </summary>
    /// <param name="lookupKeys">Cleaned absolute keys, with or without <c>/*</c> at their end.</param>
    /// <returns>Without ranges that are part of another.</returns>
    public static IReadOnlyList<KeyRange> Of(IEnumerable<string> lookupKeys) =>
    [
        .. LookupKey.Outermost(lookupKeys, KeyMatch.Path)
            .SelectMany(key => key.IsRoot ? [Below(key.Start)] : new[] { Exactly(key.Start), Below(key.Start) }),
    ];

    /// <summary>The range after a key.</summary>
    public KeyRange After(ByteString key) => this with { Start = ByteString.CopyFrom([.. key.Span, 0]) };

    /// <summary>Whether a key is in the range.</summary>
    public bool Contains(ByteString key) => End.IsEmpty
        ? key == Start
        : key.Span.SequenceCompareTo(Start.Span) >= 0 && key.Span.SequenceCompareTo(End.Span) < 0;

    private static KeyRange Exactly(string key) => new(ByteString.CopyFromUtf8(key), ByteString.Empty);

    // '0' follows '/'.
    private static KeyRange Below(string key) => new(ByteString.CopyFromUtf8(key + "/"), ByteString.CopyFromUtf8(key + "0"));
}
