using System.Text;
using System.Text.Json;
using Confd.Flags.Storage;

namespace Confd.Flags.Tests.Storage;

public sealed class FlagItemHeaderTests
{
    [Fact]
    public void Read_Flag_ReadsTheFieldsThatStorageNeeds()
    {
        var header = Read(
            """
            {"rules":[{"key":"not this"}],"key":"f","version":7,"deleted":true,
             "prerequisites":[{"key":"a","variation":0},7,{"variation":1},{"key":null},{"deep":{"key":"no"},"key":"b"}],
             "more":{"version":9}}
            """);

        (header.Key, header.Version, header.IsDeleted).ShouldBe(("f", 7, true));
        header.Prerequisites.ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"version":null}""", null)]
    [InlineData("""{"version":7.0}""", 7L)]
    [InlineData("""{"version":1e3}""", 1000L)]
    [InlineData("""{"version":-3}""", -3L)]
    [InlineData("""{"version":9223372036854775807}""", 9223372036854775807L)]
    [InlineData("""{"version":1,"version":2}""", 2L)]
    public void Read_Version_IsAWholeNumberHoweverItIsWritten(string json, long? version) => Read(json).Version.ShouldBe(version);

    [Theory]
    [InlineData("""{"version":"7"}""", "'version' is not an integer")]
    [InlineData("""{"version":1.5}""", "'version' is not an integer")]
    [InlineData("""{"version":1e30}""", "'version' is not an integer")]
    [InlineData("[]", "a flag or segment must be a JSON object")]
    [InlineData("7", "a flag or segment must be a JSON object")]
    [InlineData("{} {}", "")]
    [InlineData("{\"a\":[1,}", "")]
    [InlineData("""{"\uD800":1}""", "the name of a property holds text that is not Unicode")]
    public void Read_NotAnItem_ReportsWhatIsWrong(string json, string problem) =>
        Should.Throw<JsonException>(() => Read(json)).Message.ShouldContain(problem);

    [Theory]
    [InlineData("""{"key":7,"deleted":"true","prerequisites":{}}""")]
    [InlineData("""{"key":null,"deleted":null,"prerequisites":null}""")]
    [InlineData("""{"key":{"key":"x"},"deleted":[true],"prerequisites":"x"}""")]
    public void Read_FieldsOfAnotherType_AreTakenAsAbsent(string json)
    {
        var header = Read(json);

        (header.Key, header.IsDeleted, header.Prerequisites.Count).ShouldBe((null, false, 0));
    }

    private static FlagItemHeader Read(string json) => FlagItemHeader.Read(Encoding.UTF8.GetBytes(json));
}
