using System.Buffers;

namespace Confd.GoTemplate.Values;

/// <summary>Arrays that a parsing borrows and gives back emptied, so that it leaves little to collect and keeps nothing.</summary>
internal static class Lent<T>
{
    /// <summary>An array of at least a length, all default.</summary>
    public static T[] Take(int length) => ArrayPool<T>.Shared.Rent(length);

    /// <summary>Exchanges a full array for one of at least twice the length that begins with the same elements.</summary>
    public static void Double(ref T[] array)
    {
        var larger = Take(array.Length * 2);
        array.CopyTo(larger, 0);
        GiveBack(ref array);
        array = larger;
    }

    /// <summary>Gives an array back; the variable has none afterwards.</summary>
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
