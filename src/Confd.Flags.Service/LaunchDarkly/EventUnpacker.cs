using System.Collections.Concurrent;
using System.IO.Compression;
using Confd.Admission;
using Confd.Flags.Service.Environments;
using Confd.Shared;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>Unpacks deliveries of events that came in gzip. A small one must not become a large one: what each may become is bounded, what
/// all hold, and what comes with one key or id.</summary>
/// <param name="room">Holds what is unpacked.</param>
/// <param name="clock">The clock.</param>
internal sealed class EventUnpacker(BodyRoom room, TimeProvider clock)
{
    /// <summary>How large a delivery may be, unpacked.</summary>
    public const int MostBytes = 20 * 1024 * 1024;

    /// <summary>How large it may be, however small it came.</summary>
    public const int FreeBytes = 1024 * 1024;

    /// <summary>How many times as large as it came it may be, above that. Events of SDKs shrink to a tenth, and to a fiftieth where all are
    /// alike.</summary>
    public const int MostTimes = 100;

    private static readonly byte[] End = "\n(end of the events)"u8.ToArray();
    private static readonly byte[] PackedEnd = Gzip.Pack(End, CompressionLevel.Fastest);

    private readonly ConcurrentDictionary<Credential, UnpackAllowance> _allowances = new();

    /// <summary>Unpacks a delivery.</summary>
    /// <returns>Takes its room until it is disposed.</returns>
    /// <exception cref="BadHttpRequestException">It is not gzip or ends early (400), is too large unpacked (413), or there is no room for
    /// it now (503).</exception>
    public Unpacked Unpack(Credential credential, byte[] packed)
    {
        // A body has one member or several, and the stream takes the end of its input for the end of one: that nothing is missing shows
        // one more that can still be read.
        byte[] whole = [.. packed, .. PackedEnd];
        var unpacked = new Unpacked(room);
        try
        {
            // Read twice: that costs less than to hold it in pieces and as a whole.
            unpacked.TakeRoom(whole.Length);
            var most = (int)Math.Min(MostBytes, Math.Max(FreeBytes, (long)packed.Length * MostTimes));
            var length = Measure(whole, most, _allowances.GetOrAdd(credential, _ => new UnpackAllowance(clock)));
            unpacked.TakeRoom(length);
            unpacked.Read(whole, length);
            return unpacked;
        }
        catch (Exception failure)
        {
            unpacked.Dispose();
            if (failure is InvalidDataException)
            {
                throw NotGzip();
            }

            throw;
        }
    }

    private static int Measure(byte[] whole, int most, UnpackAllowance allowance)
    {
        using var gzip = Open(whole);
        var piece = new byte[16 * 1024];
        Span<byte> last = stackalloc byte[End.Length];
        var total = 0;
        for (var length = gzip.Read(piece); length > 0; length = gzip.Read(piece))
        {
            total += length;
            if (total > most + End.Length)
            {
                throw new BadHttpRequestException("the body is too large unpacked", StatusCodes.Status413PayloadTooLarge);
            }

            if (!allowance.TryTake(length))
            {
                throw NoRoom("too much was unpacked of late with this key or id");
            }

            var kept = Math.Max(0, last.Length - length);
            last[^kept..].CopyTo(last);
            piece.AsSpan(Math.Max(0, length - last.Length), last.Length - kept).CopyTo(last[kept..]);
        }

        return last.SequenceEqual(End) ? total - End.Length : throw NotGzip();
    }

    private static GZipStream Open(byte[] whole) => new(new MemoryStream(whole), CompressionMode.Decompress);

    private static BadHttpRequestException NotGzip() => new("the body is not gzip, or ends early", StatusCodes.Status400BadRequest);

    private static BadHttpRequestException NoRoom(string problem) => new(problem, StatusCodes.Status503ServiceUnavailable);

    /// <summary>A delivery as it was before it was packed.</summary>
    public sealed class Unpacked(BodyRoom room) : IDisposable
    {
        private long _held;

        /// <summary>What it holds.</summary>
        public byte[] Bytes { get; private set; } = [];

        /// <summary>Takes room for more.</summary>
        public void TakeRoom(int bytes)
        {
            var before = _held;
            _held += bytes;
            if (!room.TryGrow(before, _held))
            {
                throw NoRoom("there is no room for the body now");
            }
        }

        /// <summary>Unpacks what was measured.</summary>
        public void Read(byte[] whole, int length)
        {
            Bytes = new byte[length];
            using var gzip = Open(whole);
            gzip.ReadExactly(Bytes);
        }

        /// <inheritdoc/>
        public void Dispose() => room.Release(_held);
    }
}
