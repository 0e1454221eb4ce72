using Confd.Shared;

namespace Confd.Engine.Tests.Shared;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("abc", "abc")]
    [InlineData("abcd", "abc…")]
    [InlineData("ab😀", "ab…")]
    [InlineData("a😀b", "a😀…")]
    public void Of_Text_IsCutBetweenCharacters(string text, string expected) => Excerpt.Of(text, 3).ShouldBe(expected);

    [Theory]
    [InlineData(1, "1")]
    [InlineData(2, "1, 2")]
    [InlineData(5, "1, 2 and 3 more")]
    public void Of_Items_EndsInTheNumberOfTheOthers(int count, string expected) =>
        Excerpt.Of([.. Enumerable.Range(1, count).Select(number => $"{number}")], 2).ShouldBe(expected);
}
