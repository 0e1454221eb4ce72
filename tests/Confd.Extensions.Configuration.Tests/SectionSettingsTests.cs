using Confd.Aws.Connections;
using Confd.DynamoDb;
using Microsoft.Extensions.Configuration;

namespace Confd.Extensions.Configuration.Tests;

public sealed class SectionSettingsTests
{
    [Fact]
    public async Task Add_Section_ReadsTheTableThatItNames()
    {
        await using var table = await ScratchTable.CreateAsync(("/app/a", "1"), ("/other/a", "2"));
        using var settings = new ConfigurationManager();
        settings.AddInMemoryCollection(new Dictionary<string, string?> { ["Db:Table"] = table.Name, ["Db:Prefix"] = "/app" });

        settings.AddDynamoDb(settings.GetSection("Db"), options => (options.Table, options.Prefix) = (ScratchTable.Options(), "/other"));

        settings["a"].ShouldBe("1");
    }

    [Fact]
    public void Read_Settings_AreApplied()
    {
        var options = new DynamoDbConfigurationOptions();

        Read(
            options,
            ("Table", "t"),
            ("Prefix", "/p"),
            ("ReloadOnChange", "true"),
            ("ReloadInterval", "00:00:30"),
            ("StartTimeout", "infinite"),
            ("ValueAttribute", "v"),
            ("Region", "eu-north-1"),
            ("Endpoint", "http://127.0.0.1:8000")).ShouldBe("t");

        (options.Prefix, options.ReloadOnChange, options.ReloadInterval, options.StartTimeout)
            .ShouldBe(("/p", true, TimeSpan.FromSeconds(30), Timeout.InfiniteTimeSpan));
        (options.Table.ValueAttribute, options.Table.Connection.Region, options.Table.Connection.Endpoint)
            .ShouldBe(("v", "eu-north-1", new Uri("http://127.0.0.1:8000")));
    }

    [Theory]
    [InlineData("Prefx", "/p", "The setting Db:Prefx is unknown; did you mean Prefix?")]
    [InlineData("Endpoint", "localhost:8000", "The setting Db:Endpoint is not an address such as http://localhost:8000")]
    [InlineData("ReloadInterval", "30", "The setting Db:ReloadInterval is not a time such as 00:00:30, or infinite")]
    [InlineData("ReloadInterval", "00:00:00.5", "The setting Db:ReloadInterval cannot be used: DynamoDbConfigurationOptions.Rel")]
    [InlineData("MaxParallelReads", "0", "The setting Db:MaxParallelReads cannot be used: KeyValueTableOptions.MaxParallelReads has to be")]
    [InlineData(
        "DialTimeout",
        "infinite",
        "The setting Db:DialTimeout cannot be used: DynamoConnectionOptions.DialTimeout has to be at least zero and at most 24 days; "
        + "it is infinite")]
    [InlineData("DialTimeout", "-00:00:05", "The setting Db:DialTimeout cannot be used: DynamoConnectionOptions.DialTimeout has to be ")]
    public void Read_InvalidSetting_IsNamedByItsPath(string name, string value, string problem) =>
        Should.Throw<InvalidOperationException>(() => Read(new(), ("Table", "t"), (name, value))).Message.ShouldStartWith(problem);

    [Fact]
    public void Read_InfiniteReloadInterval_DisablesReloads()
    {
        var options = new DynamoDbConfigurationOptions();

        Read(options, ("Table", "t"), ("ReloadInterval", "infinite"));

        options.ReloadInterval.ShouldBeNull();
    }

    [Fact]
    public void Read_NoTable_IsNamed() =>
        Should.Throw<InvalidOperationException>(() => Read(new(), ("Prefix", "/p"))).Message.ShouldBe("The setting Db:Table is missing");

    [Fact]
    public void Read_RegionThatCannotBe_IsNamed() =>
        Should.Throw<InvalidOperationException>(() => Read(new(), ("Table", "t"), ("Region", "us east")))
            .Message.ShouldContain("Db:Region");

    [Theory]
    [InlineData(typeof(DynamoDbConfigurationOptions), "MapKey", "OnLoadFailure", "OnReloadFailure")]
    [InlineData(
        typeof(KeyValueTableOptions), "Clock", "Connection", "Journal", "Logger", "MaxParallelWrites", "MayReplaceSecrets", "Metrics",
        "RequestHealth", "Retry", "Secrets")]
    [InlineData(typeof(AwsConnectionOptions), "Credentials", "Environment")]
    public void Read_EachOption_HasASetting(Type options, params string[] others)
    {
        foreach (var name in options.GetProperties().Select(property => property.Name).Except(others))
        {
            // Of the wrong kind for most of them, but known.
            try
            {
                Read(new(), ("Table", "t"), (name, "x"));
            }
            catch (InvalidOperationException refused)
            {
                refused.Message.ShouldNotContain("is unknown", customMessage: name);
            }
        }
    }

    private static string Read(DynamoDbConfigurationOptions options, params (string Name, string Value)[] settings) => SectionSettings.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.GroupBy(each => each.Name).ToDictionary(each => $"Db:{each.Key}", each => (string?)each.Last().Value))
            .Build().GetSection("Db"),
        options);
}
