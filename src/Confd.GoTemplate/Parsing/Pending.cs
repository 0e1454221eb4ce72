using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Parsing;

/// <summary>
/// What has been read of lists that are not at their end yet: the inner ones stand behind the outer, so that one growing array serves
/// all lists of a text.
/// </summary>
internal sealed class Pending<T> : IDisposable
{
    private T[] _items = Lent<T>.Take(16);

    /// <summary>Where the next item will stand: the start of a list that begins now.</summary>
    public int Count { get; private set; }

    /// <summary>All items, of all lists.</summary>
    public ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Lent<T>.Double(ref _items);
        }

        _items[Count++] = item;
    }

    /// <summary>Ends the list that began at a place, and takes its items away.</summary>
    public T[] TakeFrom(int start)
    {
        var items = Items[start..].ToArray();
        Count = start;
        return items;
    }

    /// <summary>Gives the memory back; nothing may be added any more.</summary>
    public void Dispose() => Lent<T>.GiveBack(ref _items);
}
