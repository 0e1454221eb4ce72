using System.Numerics;

namespace Confd.Engine.Digests;

/// <summary>The constants of the SHA-2 family: fractions of roots of the first primes.</summary>
internal static class PrimeRoots
{
    /// <summary>The first bits of the fractions of the roots of the first primes.</summary>
    /// <param name="count">How many primes.</param>
    /// <param name="degree">2 for square roots, 3 for cube roots.</param>
    /// <param name="bits">How many bits of each, 32 or 64.</param>
    public static IEnumerable<ulong> Fractions(int count, int degree, int bits) =>
        Enumerable.Range(2, 410)
            .Where(number => !Enumerable.Range(2, number - 2).Any(part => number % part == 0))
            .Take(count)
            .Select(prime => Fraction(prime, degree, bits));

    // The largest number whose power is not above prime * 2^(bits * degree) has the wanted bits at its end; found bit by bit, in whole
    // numbers.
    private static ulong Fraction(int prime, int degree, int bits)
    {
        var bound = new BigInteger(prime) << (bits * degree);
        var root = BigInteger.Zero;
        for (var bit = bits + 8; bit >= 0; bit--)
        {
            var tried = root + (BigInteger.One << bit);
            root = BigInteger.Pow(tried, degree) <= bound ? tried : root;
        }

        return (ulong)(root & ((BigInteger.One << bits) - 1));
    }
}
