using Confd.Flags.Authoring.Edits;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Tests.Meaning;

public sealed class WordsTests
{
    [Theory]
    [InlineData("\"plain-word_1.2@x/y:z+\"", "plain-word_1.2@x/y:z+")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("\"two words\"", "\"two words\"")]
    [InlineData("\"é\"", "\"é\"")]
    [InlineData("1.50", "1.5")]
    [InlineData("null", "null")]
    [InlineData("[1, true]", "[1,true]")]
    public void Value_OfEachKind_IsPlainTextOrJson(string json, string words) => Words.Value(FlagValue.Parse(json)).ShouldBe(words);

    [Fact]
    public void Value_Long_IsTruncatedAtSixtyCharacters()
    {
        Words.Value(new string('a', 60)).ShouldBe(new string('a', 60));
        Words.Value(new string('a', 61)).ShouldBe(new string('a', 60) + "…");
    }

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(1, "0.001 %")]
    [InlineData(33_333, "33.333 %")]
    [InlineData(100_000, "100 %")]
    public void Percent_OfAWeight_HasNoMoreDigitsThanItNeeds(long weight, string words) => Words.Percent(weight).ShouldBe(words);

    [Theory]
    [InlineData(null, "users")]
    [InlineData("", "users")]
    [InlineData("org", "orgs")]
    public void Contexts_OfAKind_IsItsPlural(string? kind, string words) => Words.Contexts(kind).ShouldBe(words);

    [Theory]
    [InlineData(10, "")]
    [InlineData(11, " and 1 more")]
    public void List_LongerThanTen_CountsTheRest(int count, string end) =>
        Words.List([.. Enumerable.Repeat("x", count)]).ShouldBe(string.Join(", ", Enumerable.Repeat("x", 10)) + end);

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Variation_ThatTheFlagDoesNotHave_IsNamedByItsIndex(int index) =>
        Words.Variation(TestFlags.WithFlag().Find(Storage.DataKind.Features, "f")!.ToFlag(), index)
            .ShouldBe($"variation :{index} (which it does not have)");

    [Theory]
    [InlineData("country in NO,SE", "country in NO, SE")]
    [InlineData("org:plan not in free", "org:plan not in free")]
    [InlineData("not in segment beta,gamma", "not in segment beta, gamma")]
    [InlineData("age greaterThan 18", "age greaterThan 18")]
    [InlineData("name2 in Ann Lee", "name2 in \"Ann Lee\"")]
    public void Clause_Described_ReadsAsItIsWritten(string text, string words) => ClauseWords.One(ClauseText.Parse(text)).ShouldBe(words);

    [Fact]
    public void Clauses_SeveralOrNone_AreJoinedOrEveryone()
    {
        ClauseWords.All([ClauseText.Parse("a in 1"), ClauseText.Parse("b in 2")]).ShouldBe("a in 1 and b in 2");
        ClauseWords.All([]).ShouldBe("everyone");
    }
}
