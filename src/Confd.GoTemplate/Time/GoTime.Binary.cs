using System.Buffers.Binary;

namespace Confd.GoTemplate.Time;

/// <content>The binary form of <c>MarshalBinary</c> and <c>GobEncode</c>.</content>
public readonly partial record struct GoTime
{
    private const byte BinaryVersion1 = 1;
    private const byte BinaryVersion2 = 2;

    /// <summary>Go's binary form: version, seconds, nanoseconds, offset in minutes (-1 for UTC), and seconds of the offset in version
    /// 2.</summary>
    /// <param name="bytes">15 or 16 bytes; null where there is an error.</param>
    /// <returns>Null, or Go's reason.</returns>
    public string? TryFormatBinary(out byte[]? bytes)
    {
        bytes = null;
        var offset = Period.Zone.OffsetSeconds;
        var offsetMinutes = _location is null ? -1 : offset / 60;
        var hasSeconds = _location is not null && offset % 60 != 0;
        if (_location is not null && (offsetMinutes == -1 || offsetMinutes != (short)offsetMinutes))
        {
            return "unexpected zone offset";
        }

        bytes = new byte[hasSeconds ? 16 : 15];
        bytes[0] = hasSeconds ? BinaryVersion2 : BinaryVersion1;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), _seconds);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(9), _nanosecond);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(13), (short)offsetMinutes);
        if (hasSeconds)
        {
            bytes[15] = unchecked((byte)(sbyte)(offset % 60));
        }

        return null;
    }
}
