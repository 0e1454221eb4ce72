using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Parsing;

/// <summary>
/// The items of lists that are not complete yet: those of inner lists follow those of outer ones, so that one growing array serves all
/// lists of a text.
/// </summary>
internal sealed class Pending<T> : IDisposable
{
    private Slot[] _items = Lent<Slot>.Take(16);

    /// <summary>The position of the next item: the start of a list that begins now.</summary>
    public int Count { get; private set; }

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Lent<Slot>.Double(ref _items);
        }

        _items[Count++].Item = item;
    }

    /// <summary>Ends the list that began at a position, and removes and returns its items.</summary>
    public T[] TakeFrom(int start)
    {
        if (Count == start)
        {
            return [];
        }

        var items = new T[Count - start];
        var target = items.AsSpan();
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = _items[start + i].Item;
        }

        Count = start;
        return items;
    }

    /// <summary>Returns the memory; nothing may be added anymore.</summary>
    public void Dispose() => Lent<Slot>.GiveBack(ref _items);

    // In an array of objects each store would include a type check.
    private struct Slot
    {
        public T Item;
    }
}
