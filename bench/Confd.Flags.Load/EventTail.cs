namespace Confd.Flags.Load;

/// <summary>Counts the events of a stream without keeping them: an event ends with an empty line behind a line of data.</summary>
internal sealed class EventTail
{
    private bool _isData;
    private bool _isLineStart = true;

    /// <summary>How many have ended.</summary>
    public int Events { get; private set; }

    public void Reset() => Events = 0;

    /// <summary>Takes what has come. The lengths of chunks and their line ends (with a carriage return) are passed over.</summary>
    public void Count(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_isLineStart)
            {
                Events += _isData && bytes[0] == '\n' ? 1 : 0;
                _isData = bytes[0] == 'd' || (_isData && bytes[0] != '\n');
            }

            var end = bytes.IndexOf((byte)'\n');
            _isLineStart = end >= 0;
            bytes = end < 0 ? [] : bytes[(end + 1)..];
        }
    }
}
