namespace Confd.GoTemplate.Values;

/// <summary>The sizes of integer kinds.</summary>
internal static class IntegerKinds
{
    /// <summary>Cuts a number to the bits of a kind, as a Go conversion does.</summary>
    public static long Narrow(GoKind kind, long value) => kind switch
    {
        GoKind.Int8 => (sbyte)value,
        GoKind.Int16 => (short)value,
        GoKind.Int32 => (int)value,
        GoKind.Uint8 => (byte)value,
        GoKind.Uint16 => (ushort)value,
        GoKind.Uint32 => (uint)value,
        _ => value,
    };
}
