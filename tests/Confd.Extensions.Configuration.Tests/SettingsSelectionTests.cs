using Microsoft.Extensions.Configuration;

namespace Confd.Extensions.Configuration.Tests;

/// <summary>Which items become settings, and mistakes in them and in the options.</summary>
public sealed class SettingsSelectionTests
{
    [Theory]
    [InlineData("/myapp/")]
    [InlineData("/myapp//")]
    public async Task Load_ItemNamedLikeThePrefix_IsIgnoredAndHidesNothing(string key)
    {
        await using var table = await ScratchTable.CreateAsync((key, ""), ("/myapp/db/host", "h"), ("/myapp/db/port", "5432"));

        using var configuration = Build(table, options => options.Prefix = "/myapp");

        configuration.AsEnumerable().Where(pair => pair.Value is not null).ShouldBe(
            [new("db:port", "5432"), new("db:host", "h")], ignoreOrder: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Load_MapKeyThatThrows_FailsNamingTheTable(bool isOptional)
    {
        await using var table = await ScratchTable.CreateAsync(("/db/host", "s3cr3t"));

        var failure = Should.Throw<DynamoDbConfigurationException>(() => Build(table, options =>
        {
            options.IsOptional = isOptional;
            options.MapKey = key => throw new InvalidOperationException(key);
        }));

        failure.Message.ShouldBe($"The settings of table {table.Name} could not be read (InvalidOperationException)");
    }

    [Fact]
    public async Task Load_JsonWithADuplicateSetting_FailsNamingItsKey()
    {
        await using var table = await ScratchTable.CreateAsync(("/j/v", """{"c":"x","c":{}}"""));

        Should.Throw<DynamoDbConfigurationException>(() => Build(table, options => options.ExpandsJson = true))
            .Message.ShouldEndWith("/j/v gives the setting j:v:c twice");
    }

    [Fact]
    public void Build_NoParallelReads_IsRefusedByName() =>
        Should.Throw<ArgumentOutOfRangeException>(
            () => new ConfigurationBuilder()
                .AddDynamoDb("t", options => options.Table = options.Table with { MaxParallelReads = 0 })
                .Build())
            .Message.ShouldContain("KeyValueTableOptions.MaxParallelReads has to be at least 1 (requests); it is 0");

    private static ConfigurationRootScope Build(ScratchTable table, Action<DynamoDbConfigurationOptions> configure) =>
        new((ConfigurationRoot)new ConfigurationBuilder()
            .AddDynamoDb(
                table.Name,
                options =>
                {
                    options.Table = ScratchTable.Options();
                    configure(options);
                })
            .Build());
}
