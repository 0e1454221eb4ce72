using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Tests.Edits;

public sealed class VariationTextTests
{
    [Theory]
    [InlineData("boolean", new string[0], "[true,false]")]
    [InlineData("boolean", new[] { "false", "true" }, "[false,true]")]
    [InlineData("string", new[] { "true", "[1]", "{" }, """["true","[1]","{"]""")]
    [InlineData("number", new[] { "1", "-2.5" }, "[1,-2.5]")]
    [InlineData("json", new[] { "[1]", "null", "\"a\"" }, """[[1],null,"a"]""")]
    public void Read_TextsOfAType_AreValuesOfThatType(string type, string[] texts, string values) =>
        FlagValue.ArrayOf([.. VariationText.Read(type, texts)]).ToString().ShouldBe(values);

    [Theory]
    [InlineData("string", new string[0], "a flag of the type string needs at least one variation")]
    [InlineData("boolean", new[] { "yes" }, "a variation is not valid JSON")]
    [InlineData("boolean", new[] { "true", "1" }, "one of the variations is not of the type boolean")]
    [InlineData("number", new[] { "\"1\"" }, "one of the variations is not of the type number")]
    [InlineData("json", new[] { "{" }, "; several are one JSON array, such as")]
    [InlineData("number", new[] { "two" }, "; a number is written such as 1 or 0.5")]
    [InlineData("color", new[] { "1" }, "there is no type color")]
    public void Read_TextsOfAnotherType_AreRefused(string type, string[] texts, string problem) =>
        Should.Throw<FlagEditException>(() => VariationText.Read(type, texts)).Message.ShouldContain(problem);

    [Fact]
    public void ReadArray_OfAType_IsItsItems() => VariationText.ReadArray("string", """["a,b","c\nd"]""").Count.ShouldBe(2);

    [Theory]
    [InlineData("[]", "needs at least one variation")]
    [InlineData("{\"a\":1}", "not a JSON array")]
    [InlineData("[1", "not valid JSON")]
    [InlineData("[1]", "not of the type string")]
    public void ReadArray_OfAnotherType_IsRefused(string json, string problem) =>
        Should.Throw<FlagEditException>(() => VariationText.ReadArray("string", json)).Message.ShouldContain(problem);
}
