using System.Buffers.Binary;
using System.Text;

namespace Confd.GoTemplate.Tests.Support;

/// <summary>Writes a TZif file (RFC 8536) of two zones, OLD (1 hour) and SUM (2 hours, daylight), that change at -1000 and 1000.</summary>
internal static class ZoneFile
{
    private const string Names = "OLD\0SUM\0";

    /// <summary>All bytes of the file; from version 2 on with the block of 64 bits and a footer.</summary>
    public static byte[] Write(byte version, string footer)
        => version == 0
            ? Block(version, 4)
            : [.. Block(version, 4), .. Block(version, 8), .. Encoding.ASCII.GetBytes($"\n{footer}\n")];

    private static byte[] Block(byte version, int timeBytes)
    {
        var bytes = new List<byte>();
        bytes.AddRange("TZif"u8);
        bytes.Add(version);
        bytes.AddRange(new byte[15]);
        foreach (var count in new[] { 0, 0, 0, 2, 2, Names.Length })
        {
            bytes.AddRange(Number(count, 4));
        }

        bytes.AddRange([.. Number(-1000, timeBytes), .. Number(1000, timeBytes), 1, 0]);
        bytes.AddRange([.. Number(3600, 4), 0, 0, .. Number(7200, 4), 1, 4]);
        bytes.AddRange(Encoding.ASCII.GetBytes(Names));
        return [.. bytes];
    }

    private static byte[] Number(long number, int size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes[^size..];
    }
}
