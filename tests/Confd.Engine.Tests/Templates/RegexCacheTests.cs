using System.Globalization;
using Confd.Engine.Templates;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Tests.Templates;

public sealed class RegexCacheTests
{
    private const int Capacity = 100_000;

    private readonly RegexCache _cache = new(Capacity);

    [Fact]
    public void Get_SamePattern_IsCompiledOnce()
    {
        var first = Get("a+");

        Get("a+").ShouldBeSameAs(first);
        Get("a*").ShouldNotBeSameAs(first);
    }

    [Fact]
    public void Get_AlwaysOtherPatterns_AreKeptBySizeAndNotByCount()
    {
        var most = 0L;
        for (var number = 0; number < 1_000; number++)
        {
            Get(string.Create(CultureInfo.InvariantCulture, $"a{{300}}{number}"));
            most = Math.Max(most, _cache.Bytes);
        }

        most.ShouldBeInRange(Capacity / 2, Capacity);
    }

    [Fact]
    public void Get_PatternTooHeavyForTheCache_IsCompiledAndNotKept()
    {
        var kept = Get("a+");
        var bytes = _cache.Bytes;

        var heavy = Get("a{1000}");

        heavy.Bytes.ShouldBeGreaterThan(Capacity / 4);
        heavy.IsMatch("a"u8, Cancellation).ShouldBeFalse();
        Get("a{1000}").ShouldNotBeSameAs(heavy);
        _cache.Bytes.ShouldBe(bytes);
        Get("a+").ShouldBeSameAs(kept, "one heavy pattern takes nobody's place");
    }

    [Fact]
    public void Get_ManyThreads_CountsEachPatternOnce()
    {
        Parallel.For(0, 200, number => Get(string.Create(CultureInfo.InvariantCulture, $"a{number % 4}")));
        var alone = new RegexCache(Capacity);
        for (var number = 0; number < 4; number++)
        {
            alone.Get(ByteString.FromString(string.Create(CultureInfo.InvariantCulture, $"a{number}")), Cancellation);
        }

        _cache.Bytes.ShouldBe(alone.Bytes);
    }

    private Confd.GoRegex.Regexp Get(string pattern) => _cache.Get(ByteString.FromString(pattern), Cancellation);
}
