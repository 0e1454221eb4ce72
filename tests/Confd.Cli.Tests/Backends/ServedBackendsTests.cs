using Confd.Backends;
using Confd.Cli.Backends;
using Confd.Engine.Backends;

namespace Confd.Cli.Tests.Backends;

public sealed class ServedBackendsTests
{
    [Theory]
    [InlineData("mysql", "invalid backend \"mysql\": this build serves SERVED")]
    [InlineData("a\nb", "invalid backend \"a\\nb\": this build serves SERVED")]
    [InlineData("dynamodb", "the dynamodb backend needs a table: set table")]
    [InlineData("file", "the file backend needs at least one file: set file")]
    public async Task Open_CannotBeServed_ReportsWhat(string name, string message)
    {
        var open = () => ServedBackends.All.OpenAsync(
            new BackendSection(name), new BackendContext(), Cancellation);

        var names = ServedBackends.All.Factories.Select(factory => factory.Name).ToArray();
        (await Should.ThrowAsync<KeyBackendException>(open)).Message.ShouldBe(message
            .Replace("SERVED", $"{string.Join(", ", names[..^1])} and {names[^1]}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("key-attribute")]
    [InlineData("value-attribute")]
    public async Task Open_DynamoDbWithAnEmptyAttributeName_ReportsTheOption(string option)
    {
        var factory = ServedBackends.All.Factories.Single(factory => factory.Name == "dynamodb");
        var values = new Dictionary<BackendOption, object>
        {
            [factory.Options.Single(known => known.Name == "table")] = "t",
            [factory.Options.Single(known => known.Name == option)] = "",
        };
        var open = () => ServedBackends.All.OpenAsync(
            new BackendSection("dynamodb", values), new BackendContext(), Cancellation);

        (await Should.ThrowAsync<KeyBackendException>(open)).Message.ShouldBe($"{option} is the name of an attribute, not empty");
    }

    [Fact]
    public async Task Open_Served_IsThatBackend()
    {
        await using var backend =
            await ServedBackends.All.OpenAsync(new BackendSection("env"), new BackendContext(), Cancellation);

        backend.Name.ShouldBe("env");
    }

    [Fact]
    public void All_Names_AreTheOriginalsInItsOrderThenOurs() =>
        string.Join(' ', ServedBackends.All.Factories.Select(factory => factory.Name))
            .ShouldStartWith("consul etcd vault redis zookeeper dynamodb ssm acm secretsmanager imds env file ");
}
