using System.Runtime.InteropServices;
using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>Cryptographically strong random numbers from the kernel: .NET's own source for them needs OpenSSL, which small machines
/// lack.</summary>
internal static partial class SystemRandom
{
    // The largest multiple of ten in a byte: higher values would make some digits more likely than others.
    private const int FairBytes = 250;

    /// <summary>Decimal digits.</summary>
    /// <param name="count">The number of digits.</param>
    public static string Digits(int count) => string.Create(count, 0, static (digits, _) =>
    {
        Span<byte> random = stackalloc byte[32];
        for (var filled = 0; filled < digits.Length;)
        {
            Fill(random);
            foreach (var value in random)
            {
                if (value < FairBytes && filled < digits.Length)
                {
                    digits[filled++] = (char)('0' + (value % 10));
                }
            }
        }
    });

    /// <summary>A number of 16 bits.</summary>
    public static ushort NextUInt16()
    {
        Span<byte> random = stackalloc byte[2];
        Fill(random);
        return BitConverter.ToUInt16(random);
    }

    /// <summary>Random bytes.</summary>
    /// <param name="count">The number of bytes.</param>
    public static byte[] Bytes(int count)
    {
        var random = new byte[count];
        Fill(random);
        return random;
    }

    /// <summary>A number from 0 on, uniformly distributed.</summary>
    /// <param name="bound">Above zero; the number stays below it.</param>
    public static long Below(long bound)
    {
        // The numbers above the largest multiple of the bound would make small results more likely.
        var fair = ulong.MaxValue - (ulong.MaxValue % (ulong)bound);
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        while (true)
        {
            Fill(random);
            if (BitConverter.ToUInt64(random) is var number && number < fair)
            {
                return (long)(number % (ulong)bound);
            }
        }
    }

    private static void Fill(Span<byte> random)
    {
        while (random.Length > 0)
        {
            var count = getrandom(ref MemoryMarshal.GetReference(random), (nuint)random.Length, 0);
            if (count < 0 && Marshal.GetLastPInvokeError() != UnixError.Interrupted)
            {
                throw new UnixException("getrandom", Marshal.GetLastPInvokeError());
            }

            random = random[(int)Math.Max(count, 0)..];
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint getrandom(ref byte buffer, nuint length, uint flags);
}
