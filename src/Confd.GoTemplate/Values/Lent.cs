using System.Buffers;

namespace Confd.GoTemplate.Values;

/// <summary>Pooled arrays that the parser rents and returns empty, so that it causes little garbage and keeps no references.</summary>
internal static class Lent<T>
{
    /// <summary>Rents an array of at least a length, with all elements default.</summary>
    public static T[] Take(int length) => ArrayPool<T>.Shared.Rent(length);

    /// <summary>Replaces a full array by one of at least twice the length that begins with the same elements.</summary>
    public static void Double(ref T[] array)
    {
        var larger = Take(array.Length * 2);
        array.CopyTo(larger, 0);
        GiveBack(ref array);
        array = larger;
    }

    /// <summary>Returns an array; the variable has none afterwards.</summary>
    public static void GiveBack(ref T[] array)
    {
        var lent = array;
        array = [];
        if (lent.Length > 0)
        {
            ArrayPool<T>.Shared.Return(lent, clearArray: true);
        }
    }
}
