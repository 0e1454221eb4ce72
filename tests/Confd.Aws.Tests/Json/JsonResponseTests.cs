using System.Text;
using System.Text.Json;
using Confd.Aws.Json;

namespace Confd.Aws.Tests.Json;

public sealed class JsonResponseTests
{
    [Theory]
    [InlineData("""{"Name":"n"}""", "n")]
    [InlineData("""{"Name":null}""", null)]
    [InlineData("""{"Name":7}""", null)]
    [InlineData("{}", null)]
    [InlineData("[]", null)]
    public void Text_OfAMember_IsThereOrNamesTheMember(string json, string? text)
    {
        var element = Parse(json);

        JsonResponse.TextOrNull(element, "Name").ShouldBe(text);
        if (text is null)
        {
            var failed = Should.Throw<AwsException>(() => JsonResponse.Text(element, "Name"));
            (failed.Failure, failed.Message).ShouldBe(
                (AwsFailure.Interrupted, "an answer without Name, which is not a complete response from AWS"));
        }
    }

    [Theory]
    [InlineData("""{"NextToken":"n"}""", "n")]
    [InlineData("""{"NextToken":""}""", null)]
    [InlineData("""{"NextToken":null}""", null)]
    [InlineData("{}", null)]
    public void Next_EmptyToken_IsTheLastPage(string json, string? next) => JsonResponse.Next(Parse(json)).ShouldBe(next);

    [Theory]
    [InlineData("""{"Parameter":{}}""", null)]
    [InlineData("""{"Parameter":{"deep":[1,{}]},"more":1}""", null)]
    [InlineData("""{"Parameter":null}""", "without Parameter")]
    [InlineData("""{"parameter":{}}""", "without Parameter")]
    [InlineData("[1]", "that is not an object")]
    [InlineData("\"text\"", "that is not an object")]
    [InlineData("", "")]
    [InlineData("{", "")]
    [InlineData("{} 1", "")]
    [InlineData("""{"Parameter":{},"\ud800Parameter":1}""", "")]
    [InlineData("""{"Parameter":{"\ud800":1}}""", null)]
    public void FindFault_OfAResponse_ReportsWhatIsMissing(string answer, string? fault) =>
        new AwsJsonRequest(AwsService.Ssm, "GetParameter", [], "Parameter", JsonValueKind.Object)
            .FindFault(Encoding.UTF8.GetBytes(answer)).ShouldBe(fault);

    [Fact]
    public void FindFault_OperationWithoutAMember_AcceptsAnyObject() =>
        new AwsJsonRequest(AwsService.Ssm, "PutParameter", [], null, JsonValueKind.Undefined).FindFault("{}"u8).ShouldBeNull();

    [Fact]
    public void Marshall_Request_NamesServiceOperationAndType()
    {
        var request = AwsJsonRequest.Marshaller.Instance.Marshall(
            new AwsJsonRequest(AwsService.SecretsManager, "GetSecretValue", "{}"u8.ToArray(), null, JsonValueKind.Undefined));

        request.HttpMethod.ShouldBe("POST");
        request.Headers["X-Amz-Target"].ShouldBe("secretsmanager.GetSecretValue");
        request.Headers["Content-Type"].ShouldBe("application/x-amz-json-1.1");
        request.Content.ShouldBe("{}"u8.ToArray());
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
