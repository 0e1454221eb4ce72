using System.Collections.Concurrent;
using System.IO.Compression;
using Confd.Admission;
using Confd.Flags.Service.Environments;
using Confd.Shared;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>Unpacks deliveries of events in gzip. To prevent a small one from becoming a large one, the unpacked size of each is limited,
/// as is the total memory, and the amount by key or id.</summary>
/// <param name="budget">Limits the memory of unpacked deliveries.</param>
/// <param name="clock">The clock.</param>
internal sealed class EventUnpacker(BodyBudget budget, TimeProvider clock)
{
    /// <summary>The maximum unpacked size.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    /// <summary>The unpacked size that is allowed for any packed size.</summary>
    public const int FreeBytes = 1024 * 1024;

    /// <summary>The maximum ratio of unpacked to packed size, above that. Events of SDKs shrink to a tenth, and to a fiftieth where all are
    /// alike.</summary>
    public const int MaxRatio = 100;

    private static readonly byte[] End = "\n(end of the events)"u8.ToArray();
    private static readonly byte[] PackedEnd = Gzip.Pack(End, CompressionLevel.Fastest);

    private readonly ConcurrentDictionary<Credential, UnpackAllowance> _allowances = new();

    /// <summary>Unpacks a delivery.</summary>
    /// <returns>The delivery; it occupies memory until it is disposed.</returns>
    /// <exception cref="BadHttpRequestException">It is not gzip or is truncated (400), is too large unpacked (413), or no memory is free
    /// (503).</exception>
    public Unpacked Unpack(Credential credential, byte[] packed)
    {
        // A body has one or more members, and the stream treats the end of its input as the end of one: that nothing is missing is shown by
        // one more member that can still be read.
        byte[] whole = [.. packed, .. PackedEnd];
        var unpacked = new Unpacked(budget);
        try
        {
            // Read twice: that costs less than to hold it in pieces and as a whole.
            unpacked.TakeRoom(whole.Length);
            var most = (int)Math.Min(MaxBytes, Math.Max(FreeBytes, (long)packed.Length * MaxRatio));
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
                throw new BadHttpRequestException(
                    "too much was unpacked recently with this key or id", StatusCodes.Status503ServiceUnavailable);
            }

            var kept = Math.Max(0, last.Length - length);
            last[^kept..].CopyTo(last);
            piece.AsSpan(Math.Max(0, length - last.Length), last.Length - kept).CopyTo(last[kept..]);
        }

        return last.SequenceEqual(End) ? total - End.Length : throw NotGzip();
    }

    private static GZipStream Open(byte[] whole) => new(new MemoryStream(whole), CompressionMode.Decompress);

    private static BadHttpRequestException NotGzip() => new("the body is not gzip, or ends early", StatusCodes.Status400BadRequest);

    /// <summary>An unpacked delivery.</summary>
    public sealed class Unpacked(BodyBudget budget) : IDisposable
    {
        private long _held;

        /// <summary>Its contents.</summary>
        public byte[] Bytes { get; private set; } = [];

        /// <summary>Reserves more memory.</summary>
        public void TakeRoom(int bytes)
        {
            var before = _held;
            _held += bytes;
            if (!budget.TryGrow(before, _held))
            {
                throw WholeResponse.NoRoom("body");
            }
        }

        /// <summary>Unpacks a delivery of known size.</summary>
        public void Read(byte[] whole, int length)
        {
            Bytes = new byte[length];
            using var gzip = Open(whole);
            gzip.ReadExactly(Bytes);
        }

        /// <inheritdoc/>
        public void Dispose() => budget.Release(_held);
    }
}
