using System.Buffers.Binary;
using System.Text;

namespace Confd.Engine.Templates.Network;

/// <summary>Builds DNS queries for SRV records and parses the answers (RFC 1035, RFC 2782, RFC 6891).</summary>
internal static class DnsMessage
{
    private const int HeaderBytes = 12;
    private const ushort ServiceType = 33;
    private const ushort OptionsType = 41;
    private const ushort InternetClass = 1;

    // The size that fits one packet on every usual network (DNS Flag Day 2020), and that Go requests.
    private const ushort UdpPayloadBytes = 1232;
    private const ushort RecursionDesired = 0x0100;
    private const int ResponseFlag = 0x8000;
    private const int TruncatedFlag = 0x0200;
    private const int CodeMask = 0x000F;
    private const int NoSuchName = 3;

    /// <summary>Builds a query for the SRV records of a name.</summary>
    /// <param name="id">Returned in the answer.</param>
    /// <param name="name">Complete, with a final dot.</param>
    public static byte[] BuildQuestion(ushort id, string name)
    {
        using var message = new MemoryStream();
        WriteNumbers(message, id, RecursionDesired, 1, 0, 0, 1);
        foreach (var label in name.TrimEnd('.').Split('.'))
        {
            message.WriteByte((byte)label.Length);
            message.Write(Encoding.ASCII.GetBytes(label));
        }

        message.WriteByte(0);
        WriteNumbers(message, ServiceType, InternetClass);

        // The options record: root name, its type, payload size, no flags, no data.
        message.WriteByte(0);
        WriteNumbers(message, OptionsType, UdpPayloadBytes, 0, 0, 0);
        return message.ToArray();
    }

    /// <summary>True where a message answers the query.</summary>
    public static bool IsAnswerTo(ReadOnlySpan<byte> message, ReadOnlySpan<byte> question)
    {
        if (message.Length < HeaderBytes || !message[..2].SequenceEqual(question[..2]) || (Number(message, 2) & ResponseFlag) == 0)
        {
            return false;
        }

        var expected = question[HeaderBytes..^11];
        return message[HeaderBytes..].Length >= expected.Length
            && Encoding.ASCII.GetString(message.Slice(HeaderBytes, expected.Length)).Equals(
                Encoding.ASCII.GetString(expected), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True where the answer did not fit and has to be requested over TCP.</summary>
    public static bool IsTruncated(ReadOnlySpan<byte> message) => (Number(message, 2) & TruncatedFlag) != 0;

    /// <summary>Parses an answer.</summary>
    /// <param name="message">A message that answers the query.</param>
    /// <param name="records">The SRV records; null where the name does not exist or has none.</param>
    /// <returns>False where the server failed or the message is damaged: another server may have an answer.</returns>
    public static bool TryReadAnswer(ReadOnlySpan<byte> message, out List<ServiceRecord>? records)
    {
        records = null;
        var code = Number(message, 2) & CodeMask;
        if (code == NoSuchName)
        {
            return true;
        }

        if (code != 0)
        {
            return false;
        }

        try
        {
            var found = ReadRecords(message);
            records = found.Count == 0 ? null : found;
            return true;
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or IndexOutOfRangeException or InvalidDataException)
        {
            return false;
        }
    }

    private static List<ServiceRecord> ReadRecords(ReadOnlySpan<byte> message)
    {
        var position = HeaderBytes;
        for (var question = 0; question < Number(message, 4); question++)
        {
            ReadName(message, ref position);
            position += 4;
        }

        var records = new List<ServiceRecord>();
        for (var answer = 0; answer < Number(message, 6); answer++)
        {
            ReadName(message, ref position);
            var type = Number(message, position);
            var length = Number(message, position + 8);
            position += 10;
            if (type == ServiceType)
            {
                var target = position + 6;
                records.Add(new ServiceRecord(
                    ReadName(message, ref target),
                    Number(message, position + 4),
                    Number(message, position),
                    Number(message, position + 2)));
            }

            position += length;
        }

        return records;
    }

    // Labels, possibly ending in a pointer to an earlier name.
    private static string ReadName(ReadOnlySpan<byte> message, ref int position)
    {
        const int PointerMask = 0xC0;
        const int MaxJumps = 64;
        const int MaxLength = 255;
        var name = new StringBuilder();
        var end = -1;
        for (var jumps = 0; jumps < MaxJumps;)
        {
            var length = message[position++];
            if (length == 0)
            {
                position = end < 0 ? position : end;
                return name.Length == 0 ? "." : name.ToString();
            }

            if ((length & PointerMask) == PointerMask)
            {
                var target = ((length & ~PointerMask) << 8) | message[position++];
                end = end < 0 ? position : end;
                position = target;
                jumps++;
            }
            else
            {
                name.Append(Encoding.Latin1.GetString(message.Slice(position, length))).Append('.');
                position += length;
            }

            // RFC 1035, section 3.1. A small message can contain many long names that all consist of the same bytes.
            if (name.Length > MaxLength)
            {
                throw new InvalidDataException("a name in a DNS message is too long");
            }
        }

        throw new InvalidDataException("a name in a DNS message points in a circle");
    }

    private static ushort Number(ReadOnlySpan<byte> message, int position) => BinaryPrimitives.ReadUInt16BigEndian(message[position..]);

    private static void WriteNumbers(MemoryStream message, params ReadOnlySpan<ushort> numbers)
    {
        Span<byte> bytes = stackalloc byte[2];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, number);
            message.Write(bytes);
        }
    }
}
