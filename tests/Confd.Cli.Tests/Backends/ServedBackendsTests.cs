using Confd.Backends;
using Confd.Cli.Backends;

namespace Confd.Cli.Tests.Backends;

public sealed class ServedBackendsTests
{
    [Theory]
    [InlineData("mysql", "invalid backend \"mysql\": this build serves dynamodb, env and file")]
    [InlineData("a\nb", "invalid backend \"a\\nb\": this build serves dynamodb, env and file")]
    [InlineData("consul", "backend \"consul\" is not served by this build; use one of \"dynamodb\", \"env\", \"file\"")]
    [InlineData("dynamodb", "the dynamodb backend needs a table: set table")]
    [InlineData("file", "the file backend needs at least one file: set file")]
    public async Task Open_CannotBeServed_SaysWhat(string name, string message)
    {
        var open = () => ServedBackends.OpenAsync(new BackendSection(name), new BackendContext(), TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<KeyBackendException>(open)).Message.ShouldBe(message);
    }

    [Fact]
    public async Task Open_Served_IsThatBackend()
    {
        await using var backend =
            await ServedBackends.OpenAsync(new BackendSection("env"), new BackendContext(), TestContext.Current.CancellationToken);

        backend.Name.ShouldBe("env");
    }

    [Fact]
    public void All_Names_AreOfTheOriginal() =>
        ServedBackends.All.Factories.Select(factory => factory.Name).ShouldBeSubsetOf(ServedBackends.NamesOfTheOriginal);
}
