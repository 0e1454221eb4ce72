using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Tests.Edits;

public sealed class DocumentValuesTests
{
    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("[1,{\"a\":\"x\\udc00y\"}]")]
    [InlineData("{\"\\ud800\":1}")]
    public void ToNode_HalfOfASurrogatePair_IsRefused(string json) =>
        Should.Throw<FlagEditException>(() => DocumentValues.ToNode(FlagValue.Parse(json)))
            .Message.ShouldBe("a value holds text that is not Unicode: half of a surrogate pair");

    [Theory]
    [InlineData("null")]
    [InlineData("[1.5,1e300,-0.0,{\"\\ud83d\\ude00\":\"\\ufffd\"},[],{}]")]
    public void ToNode_AnyOtherValue_IsReadBack(string json) =>
        DocumentValues.ToValue(DocumentValues.ToNode(FlagValue.Parse(json))).ShouldBe(FlagValue.Parse(json));
}
