using Confd.Aws.Connections;
using Confd.Flags.Client;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;
using Microsoft.Extensions.Configuration;

namespace Confd.Extensions.Flags.Tests;

public sealed class FlagSettingsTests
{
    [Fact]
    public void Read_Settings_AreApplied()
    {
        var settings = Read(
            ("Table", "flags"),
            ("RefreshInterval", "infinite"),
            ("MinTimeBetweenChanges", "00:00:00.250"),
            ("ReadThrough:TimeToLive", "00:00:20"),
            ("ReadThrough:RefreshAhead", "00:00:05"),
            ("BigSegmentsCacheSize", "7"),
            ("StartTimeout", "1.00:00:00"),
            ("Prefix", "staging"),
            ("Layout", "official"),
            ("Region", "eu-north-1"),
            ("Endpoint", "http://127.0.0.1:8000"));

        settings.Table.ShouldBe("flags");
        settings.Client.RefreshInterval.ShouldBe(Timeout.InfiniteTimeSpan);
        settings.Client.MinTimeBetweenChanges.ShouldBe(TimeSpan.FromMilliseconds(250));
        settings.Client.ReadThrough.ShouldBe(new() { TimeToLive = TimeSpan.FromSeconds(20), RefreshAhead = TimeSpan.FromSeconds(5) });
        settings.Client.BigSegmentsCacheSize.ShouldBe(7);
        settings.Hosting.StartTimeout.ShouldBe(TimeSpan.FromDays(1));
        settings.Store.Prefix.ShouldBe("staging");
        settings.Store.Layout.ShouldBe(FlagTableLayout.Official);
        settings.Store.Connection.Region.ShouldBe("eu-north-1");
        settings.Store.Connection.Endpoint.ShouldBe(new Uri("http://127.0.0.1:8000"));
    }

    [Fact]
    public void Read_SettingsWithoutReadThrough_AreApplied()
    {
        var client = Read(("Table", "flags"), ("LiveUpdates", "True"), ("FlagKeys:0", "a"), ("FlagKeys:1", "b")).Client;

        client.LiveUpdates.ShouldBeTrue();
        client.FlagKeys.ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData("RefreshInterval", "-00:00:05", "FlagClientOptions.RefreshInterval has to be more than zero, or infinite; it is -00:00:05")]
    [InlineData("ReadThrough:TimeToLive", "-00:00:05", "FlagCacheOptions.TimeToLive has to be at least zero, or infinite; it is -00:00:05")]
    [InlineData("DialTimeout", "-00:00:05", "DynamoConnectionOptions.DialTimeout has to be at least zero and at most 24 days; it is")]
    [InlineData("Region", "us east", "DynamoConnectionOptions.Region contains a blank, a line break or a control character")]
    [InlineData("BigSegmentsCacheSize", "0", "FlagClientOptions.BigSegmentsCacheSize has to be at least 1 (contexts); it is 0")]
    [InlineData("StartTimeout", "25.00:00:00", "FlagHostingOptions.StartTimeout has to be at least zero and at most 24 days, or infinite")]
    public void Read_ValueOutOfRange_IsRefusedByPathAndRange(string name, string value, string problem) =>
        Should.Throw<InvalidOperationException>(() => Read(("Table", "flags"), (name, value)))
            .Message.ShouldStartWith($"The setting Flags:{name} cannot be used: {problem}");

    [Fact]
    public void Read_OptionOfTheProgramOutOfRange_IsRefusedWithoutAPath() =>
        Should.Throw<InvalidOperationException>(() => FlagSettings.Read(
            Section(("Table", "flags")), new() { RefreshInterval = TimeSpan.Zero }, new(), new()))
            .Message.ShouldStartWith("The settings of the flag client cannot be used: FlagClientOptions.RefreshInterval has to be ");

    [Fact]
    public void Read_AbsentSetting_KeepsTheValueOfTheProgram()
    {
        var client = new FlagClientOptions { RefreshInterval = TimeSpan.FromHours(1), FlagKeys = ["a"] };
        var store = new DynamoFlagStoreOptions { Prefix = "p", Connection = new() { Region = "r" } };
        var hosting = new FlagHostingOptions { StartTimeout = TimeSpan.Zero };

        FlagSettings.Read(Section(("Table", "flags")), client, store, hosting).ShouldBe(new FlagSettings("flags", client, store, hosting));
    }

    [Theory]
    [InlineData("RefreshInterval")]
    [InlineData("LiveUpdates")]
    [InlineData("ReadThrough")]
    [InlineData("ReadThrough:TimeToLive")]
    [InlineData("BigSegmentsCacheSize")]
    [InlineData("Prefix")]
    [InlineData("Layout")]
    [InlineData("Region")]
    [InlineData("Endpoint")]
    public void Read_EmptySetting_CountsAsNotSet(string name)
    {
        var client = new FlagClientOptions
        {
            ReadThrough = new() { TimeToLive = TimeSpan.FromSeconds(3) },
            RefreshInterval = TimeSpan.FromHours(1),
        };
        var store = new DynamoFlagStoreOptions { Prefix = "p", Layout = FlagTableLayout.Official };
        var hosting = new FlagHostingOptions();

        FlagSettings.Read(Section(("Table", "flags"), (name, "")), client, store, hosting)
            .ShouldBe(new FlagSettings("flags", client, store, hosting));
    }

    [Fact]
    public void Read_EmptyReadThrough_IsOffWhereTheProgramHasNone() =>
        Read(("Table", "flags"), ("ReadThrough", "")).Client.ReadThrough.ShouldBeNull();

    [Theory]
    [InlineData("checkout", "checkout")]
    [InlineData("checkout, search", "checkout", "search")]
    [InlineData("")]
    public void Read_FlagKeysAsOneText_AreSplitAtCommas(string value, params string[] keys)
    {
        var client = new FlagClientOptions { FlagKeys = ["given"] };

        FlagSettings.Read(Section(("Table", "flags"), ("FlagKeys", value)), client, new(), new()).Client.FlagKeys.ShouldBe(keys);
    }

    [Fact]
    public void Read_FlagKeysAsTextAndList_AreRefused() =>
        Should.Throw<InvalidOperationException>(() => Read(("Table", "flags"), ("FlagKeys", "a"), ("FlagKeys:0", "b")))
            .Message.ShouldContain("Flags:FlagKeys is not a list of texts, or one text with commas between them");

    [Fact]
    public void Read_ReadThroughFalse_TurnsOffWhatTheProgramHas()
    {
        var client = new FlagClientOptions { ReadThrough = new() };
        (string, string)[] off = [("Table", "flags"), ("ReadThrough", "False"), ("ReadThrough:TimeToLive", "00:00:20")];

        FlagSettings.Read(Section(off), client, new(), new()).Client.ReadThrough.ShouldBeNull();
        Read(("Table", "flags"), ("ReadThrough", "false")).Client.ReadThrough.ShouldBeNull();
    }

    [Fact]
    public void Read_ReadThroughTrue_HasTheDefaultsOrWhatTheProgramHas()
    {
        var given = new FlagCacheOptions { TimeToLive = TimeSpan.FromSeconds(3) };
        var on = Section(("Table", "flags"), ("ReadThrough", "true"));

        FlagSettings.Read(on, new(), new(), new()).Client.ReadThrough.ShouldBe(new());
        FlagSettings.Read(on, new() { ReadThrough = given }, new(), new()).Client.ReadThrough.ShouldBe(given);
    }

    [Theory]
    [InlineData("Table", "", "Flags:Table is missing")]
    [InlineData("LiveUpdates", "secret", "Flags:LiveUpdates is not true or false")]
    [InlineData("BigSegmentsCacheSize", "1.5", "Flags:BigSegmentsCacheSize is not a whole number")]
    [InlineData("RefreshInterval", "secret", "Flags:RefreshInterval is not a time such as 00:00:30, or infinite")]
    [InlineData("RefreshInterval", "30", "Flags:RefreshInterval is not a time such as 00:00:30, or infinite")]
    [InlineData("Layout", "secret", "Flags:Layout is not one of Official, Community")]
    [InlineData("Layout", "official,community", "Flags:Layout is not one of Official, Community")]
    [InlineData("Layout", "1", "Flags:Layout is not one of Official, Community")]
    [InlineData("Layout", "+1", "Flags:Layout is not one of Official, Community")]
    [InlineData("Endpoint", "secret", "Flags:Endpoint is not an address such as http://localhost:8000")]
    [InlineData("Endpoint", "secret:8000", "Flags:Endpoint is not an address such as http://localhost:8000")]
    [InlineData("Endpoint", "/secret", "Flags:Endpoint is not an address such as http://localhost:8000")]
    [InlineData("FlagKeys:0:Name", "secret", "Flags:FlagKeys is not a list of texts, or one text with commas between them")]
    [InlineData("FlagKeys:0", "", "Flags:FlagKeys is not a list of texts, or one text with commas between them")]
    [InlineData("FlagKeys", "secret,,other", "Flags:FlagKeys is not a list of texts, or one text with commas between them")]
    [InlineData("ReadThrough", "secret", "Flags:ReadThrough is not a section, true or false")]
    [InlineData("ReadThrough:TimeToLive", "secret", "Flags:ReadThrough:TimeToLive is not a time such as 00:00:30, or infinite")]
    [InlineData("RefreshIntervall", "secret", "Flags:RefreshIntervall is unknown; did you mean RefreshInterval?")]
    [InlineData("ReadThrough:Cache", "secret", "Flags:ReadThrough:Cache is unknown; there are TimeToLive, RefreshAhead, ")]
    public void Read_InvalidSetting_IsNamedWithoutItsValue(string name, string value, string message)
    {
        var refused = Should.Throw<InvalidOperationException>(() => Read(("Table", "flags"), (name, value)));

        refused.Message.ShouldContain(message);
        refused.Message.ShouldNotContain("secret");
    }

    // What a program hands in, and a text cannot: everything else that options have must be readable, new ones too.
    [Theory]
    [InlineData(
        typeof(FlagClientOptions), "BigSegments", "Changes", "Clock", "EnvironmentId", "Events", "Hooks", "LeavesStoreOpen", "Logger")]
    [InlineData(typeof(DynamoFlagStoreOptions), "Author", "Connection", "Connections", "MaxParallelWrites", "OversizedItems", "Table")]
    [InlineData(typeof(AwsConnectionOptions), "Credentials", "Environment")]
    [InlineData(typeof(FlagHostingOptions))]
    public void Read_EachOption_HasASetting(Type options, params string[] others)
    {
        var all = options.GetProperties().Select(property => property.Name).Except(others).ToList();

        all.ShouldNotBeEmpty();
        foreach (var name in all)
        {
            // Of the wrong kind for most of them, but known.
            try
            {
                Read(("Table", "flags"), (name, "x"));
            }
            catch (InvalidOperationException refused)
            {
                refused.Message.ShouldNotContain("is unknown", customMessage: name);
            }
        }
    }

    private static FlagSettings Read(params (string Name, string Value)[] settings) =>
        FlagSettings.Read(Section(settings), new(), new(), new());

    private static IConfigurationSection Section(params (string Name, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (name, value) in settings)
        {
            values[$"Flags:{name}"] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection("Flags");
    }
}
