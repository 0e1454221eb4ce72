namespace Confd.Engine.Diffs;

/// <summary>A text split into lines, each with its LF; a last line without one differs from the same line with one.</summary>
internal sealed class DiffText
{
    private readonly ReadOnlyMemory<byte> _bytes;

    // The start of each line, and the end of the text.
    private readonly List<int> _starts = [0];

    public DiffText(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        var span = bytes.Span;
        for (var at = 0; at < span.Length;)
        {
            var length = span[at..].IndexOf((byte)'\n') + 1;
            at = length == 0 ? span.Length : at + length;
            _starts.Add(at);
        }
    }

    public int Count => _starts.Count - 1;

    /// <summary>The line with its LF.</summary>
    public ReadOnlyMemory<byte> this[int index] => _bytes[_starts[index].._starts[index + 1]];
}
