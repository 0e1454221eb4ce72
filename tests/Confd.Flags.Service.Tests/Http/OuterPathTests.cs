using Confd.Flags.Service.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Tests.Http;

public sealed class OuterPathTests
{
    [Theory]
    [InlineData(null, "", "")]
    [InlineData("/flags", "", "/flags")]
    [InlineData("/a/flags/", "", "/a/flags")]
    [InlineData("/", "", "")]
    [InlineData(null, "/base", "/base")]
    [InlineData("/flags", "/base", "/flags/base")]
    [InlineData("//other.example", "", "")]
    [InlineData("https://other.example", "", "")]
    [InlineData("/a\\b", "", "")]
    [InlineData("/a?b", "", "")]
    [InlineData("/a, /b", "", "")]
    [InlineData("flags", "", "")]
    public void Of_ARequest_IsAPathOrNothing(string? forwarded, string pathBase, string expected)
    {
        var context = new DefaultHttpContext();
        context.Request.PathBase = pathBase;
        if (forwarded is not null)
        {
            context.Request.Headers["X-Forwarded-Prefix"] = forwarded;
        }

        OuterPath.Of(context.Request).ShouldBe(expected);
    }
}
