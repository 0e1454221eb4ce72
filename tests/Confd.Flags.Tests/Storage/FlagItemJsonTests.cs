using System.Text;
using Confd.Flags.Storage;

namespace Confd.Flags.Tests.Storage;

public sealed class FlagItemJsonTests
{
    [Theory]
    [InlineData("""{"key":"f","version":1,"\ud800":1}""")]
    [InlineData("""{"key":"\ud800","version":1}""")]
    [InlineData("""{"prerequisites":[{"\udc00":1}]}""")]
    [InlineData("""{"version":"1"}""")]
    [InlineData("""{"key":"other"}""")]
    [InlineData("[]")]
    [InlineData("{}{}")]
    [InlineData("")]
    public void Read_NoItem_IsBadJson(string json) =>
        Should.Throw<FlagFormatException>(() => FlagItemJson.Read("f", Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Read_HalfASurrogatePairInAValue_IsKeptAsItIs()
    {
        const string Json = """{"key":"f","version":1,"variations":["\ud800"]}""";

        Encoding.UTF8.GetString(FlagItemJson.Read("f", Encoding.UTF8.GetBytes(Json)).Content.Span).ShouldBe(Json);
    }
}
