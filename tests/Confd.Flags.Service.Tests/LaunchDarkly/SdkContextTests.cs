using System.Text;
using Confd.Admission;
using Confd.Flags.Service.LaunchDarkly;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Tests.LaunchDarkly;

public sealed class SdkContextTests
{
    private const string User = """{"kind":"user","key":"ü??>>?"}""";

    [Fact]
    public async Task Read_EitherAlphabetWithOrWithoutPadding_IsTheContext()
    {
        var common = Convert.ToBase64String(Encoding.UTF8.GetBytes(User));
        common.IndexOfAny(['+', '/']).ShouldBePositive();
        var url = common.Replace('+', '-').Replace('/', '_');

        common = common.Replace("/", "%2F", StringComparison.Ordinal);
        foreach (var encoded in new[] { common, common.TrimEnd('='), url, url.TrimEnd('=') })
        {
            (await ReadAsync(encoded)).Context.ShouldNotBeNull().FullyQualifiedKey.ShouldBe("ü??>>?");
        }
    }

    [Theory]
    [InlineData("a", "the context is not base64url")]
    [InlineData("****", "the context is not base64url")]
    public async Task Read_TextThatIsNotBase64_ReportsIt(string encoded, string problem)
    {
        var (context, status, said) = await ReadAsync(encoded);

        context.ShouldBeNull();
        (status, said).ShouldBe((400, problem));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"kind\":\"user\"}")]
    [InlineData("{\"kind\":\"kind\",\"key\":\"a\"}")]
    public async Task Read_JsonThatIsNotAContext_ReportsWhatIsWrong(string json)
    {
        var (context, status, problem) = await ReadAsync(Requests.Encode(json));

        context.ShouldBeNull();
        status.ShouldBe(400);
        problem.ShouldStartWith("the context is invalid: ");
    }

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("Application/JSON; charset=utf-8", 200)]
    [InlineData("text/plain", 415)]
    [InlineData(null, 415)]
    public async Task Read_Body_MustHaveAJsonContentType(string? type, int status)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(User));
        request.ContentType = type;

        (await SdkContext.ReadAsync(request, encoded: null, new BodyBudget(TimeProvider.System))).Status.ShouldBe(status);
    }

    private static async Task<(Contexts.EvaluationContext? Context, int Status, string Problem)> ReadAsync(string encoded) =>
        await SdkContext.ReadAsync(new DefaultHttpContext().Request, encoded, new BodyBudget(TimeProvider.System));
}
