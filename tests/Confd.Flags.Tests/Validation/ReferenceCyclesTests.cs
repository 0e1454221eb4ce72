using Confd.Flags.Validation;

namespace Confd.Flags.Tests.Validation;

public sealed class ReferenceCyclesTests
{
    [Theory]
    [InlineData("a>b b>c c>a", "abc")]
    [InlineData("a>b b>c", "")]
    [InlineData("a>a b>a", "a")]
    [InlineData("a>b b>a b>c c>d d>c e>a", "abcd")]
    [InlineData("a>b a>c b>d c>d d>e", "")]
    [InlineData("a>gone", "")]
    [InlineData("a>b b>c c>b d>a c>d", "abcd")]
    public void IsOnOne_EachItem_IsTrueOnACycle(string references, string onCycles)
    {
        var next = references.Split(' ').ToLookup(pair => pair.Split('>')[0], pair => pair.Split('>')[1]);
        string[] keys = [.. next.Select(from => from.Key)];
        var cycles = new ReferenceCycles(keys, key => next[key]);

        string.Concat(keys.Where(cycles.IsInCycle).Order(StringComparer.Ordinal)).ShouldBe(onCycles);
    }

    [Fact]
    public void New_AnyReferences_AgreesWithASearchFromEachItem()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var count = random.Next(1, 12);
            var next = Enumerable.Range(0, random.Next(0, 2 * count))
                .ToLookup(_ => $"{random.Next(count)}", _ => $"{random.Next(count)}");
            string[] keys = [.. Enumerable.Range(0, count).Select(key => $"{key}")];
            var cycles = new ReferenceCycles(keys, key => next[key]);

            foreach (var key in keys)
            {
                cycles.IsInCycle(key).ShouldBe(From(next, key).Contains(key));
                foreach (var other in keys.Where(other => other != key))
                {
                    cycles.AreInOneCycle(key, other).ShouldBe(From(next, key).Contains(other) && From(next, other).Contains(key));
                }
            }
        }
    }

    [Fact]
    public void New_LongChain_FollowsEachReferenceOnce()
    {
        const int Length = 100_000;
        var followed = 0;
        var cycles = new ReferenceCycles(Enumerable.Range(0, Length).Select(key => $"{key}"), key =>
        {
            followed++;
            return [$"{(int.Parse(key, System.Globalization.CultureInfo.InvariantCulture) + 1) % Length}"];
        });

        followed.ShouldBe(Length);
        cycles.IsInCycle("0").ShouldBeTrue();
    }

    private static HashSet<string> From(ILookup<string, string> next, string key)
    {
        var reached = new HashSet<string>();
        var pending = new Stack<string>(next[key]);
        while (pending.TryPop(out var other))
        {
            if (reached.Add(other))
            {
                foreach (var further in next[other])
                {
                    pending.Push(further);
                }
            }
        }

        return reached;
    }
}
