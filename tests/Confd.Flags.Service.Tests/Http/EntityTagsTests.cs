using Confd.Flags.Service.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Tests.Http;

public sealed class EntityTagsTests
{
    private const string Tag = "W/\"abc\"";

    [Theory]
    [InlineData("W/\"abc\"", true)]
    [InlineData("\"abc\"", true)]
    [InlineData("*", true)]
    [InlineData(" \"x\" , W/\"abc\"", true)]
    [InlineData("\"x\"|\"abc\"", true)]
    [InlineData("w/\"abc\"", false)]
    [InlineData("abc", false)]
    [InlineData("\"ABC\"", false)]
    [InlineData("\"x\", \"y\"", false)]
    [InlineData("", false)]
    public void IsKnown_IfNoneMatch_IsComparedWeakly(string header, bool isKnown)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.IfNoneMatch = header.Split('|');

        EntityTags.IsKnown(request, Tag).ShouldBe(isKnown);
    }

    [Fact]
    public void IsKnown_NoHeader_IsFalse() => EntityTags.IsKnown(new DefaultHttpContext().Request, Tag).ShouldBeFalse();
}
