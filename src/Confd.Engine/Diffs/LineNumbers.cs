namespace Confd.Engine.Diffs;

/// <summary>Assigns equal numbers to equal lines, so that the search compares integers.</summary>
internal sealed class LineNumbers
{
    private readonly Dictionary<ReadOnlyMemory<byte>, int> _numbers = new(new ByteComparer());

    public int[] Number(DiffText text)
    {
        var numbers = new int[text.Count];
        for (var index = 0; index < numbers.Length; index++)
        {
            var line = text[index];
            if (!_numbers.TryGetValue(line, out numbers[index]))
            {
                numbers[index] = _numbers.Count;
                _numbers.Add(line, numbers[index]);
            }
        }

        return numbers;
    }

    private sealed class ByteComparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(obj.Span);
            return hash.ToHashCode();
        }
    }
}
