using System.Buffers.Binary;
using System.Text;

namespace Confd.GoTemplate.Time;

/// <summary>Reads a TZif file (RFC 8536), versions 1 to 4.</summary>
internal static class TzifFile
{
    private const int HeaderBytes = 44;
    private const int TypeBytes = 6;

    public static Location? Read(string name, ReadOnlySpan<byte> data, bool isLocal)
    {
        if (!Header.TryRead(data, out var header))
        {
            return null;
        }

        var timeBytes = 4;
        if (header.Version > 1)
        {
            // The first block is for 32-bit readers; the second one has the whole range.
            var skipped = HeaderBytes + header.BodyBytes(timeBytes);
            if (skipped > data.Length || !Header.TryRead(data[skipped..], out header))
            {
                return null;
            }

            data = data[skipped..];
            timeBytes = 8;
        }

        data = data[HeaderBytes..];
        var bodyBytes = header.BodyBytes(timeBytes);
        if (header.TypeCount == 0 || bodyBytes > data.Length)
        {
            return null;
        }

        var zones = ReadZones(data, header, timeBytes);
        var transitions = ReadTransitions(data, header, timeBytes);
        if (zones is null || transitions is null)
        {
            return null;
        }

        return new Location(name, zones, transitions, ReadFooter(data[bodyBytes..]), isLocal);
    }

    private static Transition[]? ReadTransitions(ReadOnlySpan<byte> body, Header header, int timeBytes)
    {
        var indices = body[(header.TimeCount * timeBytes)..];

        // Without transitions one zone applies at all times (Go adds the same pseudo transition).
        if (header.TimeCount == 0)
        {
            return [new Transition(long.MinValue, 0)];
        }

        var transitions = new Transition[header.TimeCount];
        for (var index = 0; index < transitions.Length; index++)
        {
            var time = body[(index * timeBytes)..];
            var when = timeBytes == 8 ? BinaryPrimitives.ReadInt64BigEndian(time) : BinaryPrimitives.ReadInt32BigEndian(time);
            if (indices[index] >= header.TypeCount)
            {
                return null;
            }

            transitions[index] = new Transition(when, indices[index]);
        }

        return transitions;
    }

    private static Zone[]? ReadZones(ReadOnlySpan<byte> body, Header header, int timeBytes)
    {
        var types = body[(header.TimeCount * (timeBytes + 1))..];
        var names = types.Slice(header.TypeCount * TypeBytes, header.NameBytes);
        var zones = new Zone[header.TypeCount];
        for (var index = 0; index < zones.Length; index++)
        {
            var type = types.Slice(index * TypeBytes, TypeBytes);
            if (type[5] >= names.Length)
            {
                return null;
            }

            var name = names[type[5]..];
            var end = name.IndexOf((byte)0);
            var abbreviation = Encoding.Latin1.GetString(end < 0 ? name : name[..end]);
            zones[index] = new Zone(abbreviation, BinaryPrimitives.ReadInt32BigEndian(type), type[4] != 0);
        }

        return zones;
    }

    private static PosixTimeZone? ReadFooter(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 2 || rest[0] != '\n')
        {
            return null;
        }

        var end = rest[1..].IndexOf((byte)'\n');
        return end <= 0 ? null : PosixTimeZone.TryParse(Encoding.Latin1.GetString(rest.Slice(1, end)));
    }

    private readonly record struct Header(
        int Version, int UtcCount, int StandardCount, int LeapCount, int TimeCount, int TypeCount, int NameBytes)
    {
        // No time zone file has more; prevents overflow in sums of the counts.
        private const int MaxCount = 1 << 20;

        public static bool TryRead(ReadOnlySpan<byte> data, out Header header)
        {
            header = default;
            if (data.Length < HeaderBytes || !data.StartsWith("TZif"u8))
            {
                return false;
            }

            var version = data[4] switch { 0 => 1, (byte)'2' => 2, (byte)'3' => 3, (byte)'4' => 4, _ => 0 };
            Span<int> counts = stackalloc int[6];
            for (var index = 0; index < counts.Length; index++)
            {
                counts[index] = BinaryPrimitives.ReadInt32BigEndian(data[(20 + (index * 4))..]);
                if (counts[index] is < 0 or > MaxCount)
                {
                    return false;
                }
            }

            header = new Header(version, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
            return version > 0;
        }

        public int BodyBytes(int timeBytes) =>
            (TimeCount * (timeBytes + 1)) + (TypeCount * TypeBytes) + NameBytes + (LeapCount * (timeBytes + 4)) + StandardCount + UtcCount;
    }
}
