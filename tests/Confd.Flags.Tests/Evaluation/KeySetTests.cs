using Confd.Flags.Evaluation;
using Confd.Flags.Model;

namespace Confd.Flags.Tests.Evaluation;

public sealed class KeySetTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(100)]
    public void Contains_SetOfAnySize_KnowsItsKeysAndNoOthers(int count)
    {
        var keys = Enumerable.Range(0, count).Select(number => $"k{number}").ToArray();

        var set = KeySet.Create(keys);

        set.Count.ShouldBe(count);
        set.ShouldBe(keys);
        keys.ShouldAllBe(key => set.Contains(key));
        set.Contains("K0").ShouldBeFalse();
        set.Contains($"k{count}").ShouldBeFalse();
        set.Contains("").ShouldBeFalse();
    }

    [Fact]
    public void Create_DuplicateKeys_AreKeptAsWritten()
    {
        KeySet set = ["a", "b", "a", "c", "d", "e"];

        set.ShouldBe(["a", "b", "a", "c", "d", "e"]);
        set[2].ShouldBe("a");
        KeySet.Create([]).ShouldBeSameAs(KeySet.Empty);
    }

    [Fact]
    public void VisitedKeys_DeepPath_ContainsEachKeyUntilItIsLeft()
    {
        var visited = default(VisitedKeys);
        for (var depth = 0; depth < 10; depth++)
        {
            visited.Contains($"k{depth}").ShouldBeFalse();
            visited.Push($"k{depth}");
        }

        for (var depth = 9; depth >= 0; depth--)
        {
            visited.Contains($"k{depth}").ShouldBeTrue();
            visited.Contains("k0").ShouldBeTrue();
            visited.Pop();
            visited.Contains($"k{depth}").ShouldBeFalse();
        }
    }

    [Fact]
    public void VisitedKeys_SameKeyAgainAfterItWasLeft_IsNotACycle()
    {
        var visited = default(VisitedKeys);
        foreach (var key in (string[])["a", "b", "c", "d", "e"])
        {
            visited.Push(key);
        }

        visited.Pop();
        visited.Pop();
        visited.Push("e");

        visited.Contains("d").ShouldBeFalse();
        visited.Contains("e").ShouldBeTrue();
    }
}
