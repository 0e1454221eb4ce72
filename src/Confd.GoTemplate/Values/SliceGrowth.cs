namespace Confd.GoTemplate.Values;

/// <summary>
/// How far an array grows when appending exceeds a slice's capacity. Visible in templates, since two appends to one
/// slice with spare capacity overwrite each other. Source: Go <c>runtime/slice.go</c> (growslice, nextslicecap) and
/// <c>runtime/sizeclasses.go</c>.
/// </summary>
internal static class SliceGrowth
{
    private const int DoublingLimit = 256;
    private const int MaxSmallBlock = 32768;
    private const int PageBytes = 8192;

    // The allocator's block sizes in bytes.
    private static ReadOnlySpan<ushort> BlockBytes =>
    [
        8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 480, 512,
        576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864, 5120, 5376,
        6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576,
        27264, 28672, 32768,
    ];

    // Bytes that one element takes in Go's memory.
    private static int SizeOf(GoType element) => element.Kind switch
    {
        GoKind.Bool or GoKind.Int8 or GoKind.Uint8 => 1,
        GoKind.Int16 or GoKind.Uint16 => 2,
        GoKind.Int32 or GoKind.Uint32 => 4,
        GoKind.String or GoKind.Interface or GoKind.Complex128 => 16,
        GoKind.Slice => 24,
        GoKind.Struct => SizeOfFields(element),
        _ => 8,
    };

    private static int SizeOfFields(GoType type)
    {
        var bytes = 0;
        foreach (var field in type.Fields)
        {
            bytes += SizeOf(field.Type);
        }

        return Math.Max(1, bytes);
    }

    /// <summary>The capacity of the new array.</summary>
    /// <param name="length">Elements that must fit.</param>
    /// <param name="capacity">The capacity so far.</param>
    /// <param name="element">The element type.</param>
    public static int NewCapacity(int length, int capacity, GoType element)
    {
        var elementBytes = SizeOf(element);
        long target = capacity;
        if (length > 2L * capacity)
        {
            target = length;
        }
        else if (capacity < DoublingLimit)
        {
            target = 2L * capacity;
        }
        else
        {
            while (target < length)
            {
                target += (target + (3 * DoublingLimit)) >> 2;
            }
        }

        return checked((int)(RoundUp(target * elementBytes, HoldsPointers(element)) / elementBytes));
    }

    private static bool HoldsPointers(GoType type)
    {
        if (type.Kind != GoKind.Struct)
        {
            return type.Kind is < GoKind.Bool or > GoKind.Complex128;
        }

        foreach (var field in type.Fields)
        {
            if (HoldsPointers(field.Type))
            {
                return true;
            }
        }

        return false;
    }

    private static long RoundUp(long bytes, bool holdsPointers)
    {
        // Blocks above 512 bytes that contain pointers have an 8-byte header inside the block.
        const int HeaderBytes = 8;
        const int MaxWithoutHeader = 512;
        var header = holdsPointers && bytes > MaxWithoutHeader ? HeaderBytes : 0;
        if (bytes + header > MaxSmallBlock)
        {
            return (bytes + PageBytes - 1) / PageBytes * PageBytes;
        }

        foreach (var block in BlockBytes)
        {
            if (block >= bytes + header)
            {
                return block - header;
            }
        }

        return bytes;
    }
}
