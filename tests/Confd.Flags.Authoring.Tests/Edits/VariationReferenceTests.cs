using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Flags.Authoring.Tests.Edits;

public sealed class VariationReferenceTests
{
    private static readonly FlagValue[] Values =
        [true, "true", 1, "blue", FlagValue.Parse("{\"size\":2,\"b\":[null]}"), FlagValue.Null, "two words"];

    [Theory]
    [InlineData(":3", 3)]
    [InlineData("1", 2)]
    [InlineData("1.0", 2)]
    [InlineData("blue", 3)]
    [InlineData("\"blue\"", 3)]
    [InlineData("""{"b":[null],"size":2.0}""", 4)]
    [InlineData("null", 5)]
    [InlineData("two words", 6)]
    public void Find_ByValueOrIndex_IsThatVariation(string name, int index) =>
        new VariationReference(name).Find(Values, "flag 'f'").ShouldBe(index);

    [Fact]
    public void Find_AmbiguousName_RequiresTheIndex() =>
        Should.Throw<FlagEditException>(() => new VariationReference("true").Find(Values, "flag 'f'"))
            .Message.ShouldBe("flag 'f': 'true' is the value of 2 variations; say which: :0, :1");

    [Theory]
    [InlineData(":7")]
    [InlineData(":99999999999")]
    [InlineData(":-1")]
    [InlineData("Blue")]
    [InlineData("")]
    public void Find_UnknownName_ListsTheExistingOnes(string name) =>
        Should.Throw<FlagEditException>(() => new VariationReference(name).Find(Values, "flag 'f'"))
            .Message.ShouldBe($"flag 'f' has no variation '{name}'; name one by its value, or by its index from :0 to :6");

    [Fact]
    public void Find_FlagWithoutVariations_ReportsThatThereAreNone() =>
        Should.Throw<FlagEditException>(() => new VariationReference(":0").Find([], "flag 'f'")).Message.ShouldBe(
            "flag 'f' has no variations");
}
