using System.Net;
using System.Reflection;
using System.Text.Json;

namespace Confd.Flags.ContractTests.Tests;

public sealed class ServiceTests : HarnessTestBase
{
    [Fact]
    public async Task Status_Service_NamesItselfAndItsCapabilities()
    {
        var status = JsonDocument.Parse(await Harness.Http.GetStringAsync(Harness.ServiceAddress, Cancellation)).RootElement;

        status.GetProperty("name").GetString().ShouldBe("confd-dotnet");
        status.GetProperty("capabilities").EnumerateArray().Select(name => name.GetString()).ShouldBe(Capabilities.All);
    }

    [Fact]
    public void Capabilities_Each_IsShownByATest()
    {
        var shown =
            from type in typeof(ServiceTests).Assembly.GetTypes()
            from method in type.GetMethods()
            from capability in method.GetCustomAttributes<CapabilityAttribute>()
            select capability.Name;

        shown.Distinct().Order(StringComparer.Ordinal).ShouldBe(Capabilities.All.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{sorry")]
    [InlineData("{}")]
    [InlineData("""{"configuration":{"credential":5}}""")]
    public async Task Create_BadRequest_Is400(string body)
    {
        using var answer = await Harness.PostAsync(body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"initCanFail\":true,")]
    public async Task Create_ServiceRefuses_IsAnErrorUnlessFailuresAreAllowed(string more)
    {
        var endpoint = Harness.Status(401);

        using var answer = await Harness.PostAsync(
            $$"""{"configuration":{"credential":"k",{{more}}"startWaitTimeMs":100,"streaming":{"baseUri":"{{endpoint.Address}}"} } }""");

        answer.StatusCode.ShouldBe(more.Length == 0 ? HttpStatusCode.InternalServerError : HttpStatusCode.Created);
    }

    [Fact]
    public async Task Run_UnknownCommandOrClosedClient_IsRefused()
    {
        var client = await Harness.CreateStreamingAsync();
        using (var refused = await CommandAsync())
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await refused.Content.ReadAsStringAsync(Cancellation)).ShouldBe("there is no command 'whatever'");
        }

        await client.DisposeAsync();

        using var answer = await CommandAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Harness.Http.DeleteAsync(new Uri(Harness.ServiceAddress, "/clients/1"), Cancellation))
            .StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Stop_Requested_Ends()
    {
        Harness.ServiceStopped.IsCompleted.ShouldBeFalse();

        (await Harness.Http.DeleteAsync(Harness.ServiceAddress, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Harness.ServiceStopped.WaitAsync(Cancellation);
    }

    private async Task<HttpResponseMessage> CommandAsync()
    {
        using var content = new StringContent("""{"command":"whatever"}""");
        return await Harness.Http.PostAsync(new Uri(Harness.ServiceAddress, "/clients/1"), content, Cancellation);
    }
}
