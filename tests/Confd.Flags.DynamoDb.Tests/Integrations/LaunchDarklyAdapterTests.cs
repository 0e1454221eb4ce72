using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Amazon.Runtime;
using Confd.DynamoDb.Connections;
using Confd.Flags.LaunchDarkly;
using Confd.Flags.Storage;
using Confd.TestSupport;
using LaunchDarkly.Sdk.Server.Subsystems;
using static LaunchDarkly.Sdk.Server.Subsystems.DataStoreTypes;

namespace Confd.Flags.DynamoDb.Tests.Integrations;

/// <summary>The adapter for LaunchDarkly's .NET SDK, on the shapes of its interfaces and a real table.</summary>
public sealed class LaunchDarklyAdapterTests : IAsyncLifetime
{
    private static readonly DataStoreTypes.DataKind Kind = new("test");
    private FlagTestTable _table = null!;
    private ConfdDataStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _table = await FlagTestTable.CreateAsync();
        _store = new ConfdDataStore(new DynamoFlagStore(_table.Client, _table.Name));
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return _table.DisposeAsync();
    }

    [Fact]
    public async Task DataStore_ItemsOfTheSdk_RoundTrip()
    {
        (await _store.InitializedAsync()).ShouldBeFalse();
        await _store.InitAsync(Data(("first", new(5, false, "first:5:value1")), ("gone", new(2, true, "null"))));

        (await _store.InitializedAsync()).ShouldBeTrue();
        (await _store.IsStoreAvailableAsync()).ShouldBeTrue();
        var first = (await _store.GetAsync(Kind, "first")).ShouldNotBeNull();
        (first.Version, first.Deleted, first.SerializedItem).ShouldBe((5, false, "first:5:value1"));
        var gone = (await _store.GetAsync(Kind, "gone")).ShouldNotBeNull();
        (gone.Version, gone.Deleted, gone.SerializedItem).ShouldBe((2, true, "null"));
        (await _store.GetAsync(Kind, "unknown")).ShouldBeNull();
        (await _store.GetAllAsync(Kind)).Items.Select(item => item.Key).ShouldBe(["first", "gone"], ignoreOrder: true);
    }

    [Fact]
    public async Task DataStore_FlagsWithPrerequisites_AreWrittenAfterThem()
    {
        var seen = DispatchProxy.Create<IFlagStore, SeenInit>();
        using var store = new ConfdDataStore(seen);
        static KeyValuePair<string, SerializedItemDescriptor> Flag(string key, params string[] asked)
        {
            var prerequisites = asked.Select(each => $$"""{"key":"{{each}}","variation":0}""");
            return new(key, new(1, false, $$"""{"key":"{{key}}","version":1,"prerequisites":[{{string.Join(',', prerequisites)}}]}"""));
        }

        await store.InitAsync(new FullDataSet<SerializedItemDescriptor>(
        [
            new(new("segments"), new KeyedItems<SerializedItemDescriptor>([new("s", new(1, false, "{}"))])),
            new(new("features"), new KeyedItems<SerializedItemDescriptor>(
                [Flag("a"), Flag("b"), Flag("c", "a"), Flag("d", "b", "c"), Flag("e", "gone"), new("f", new(1, false, "no flag"))])),
        ]));

        ((SeenInit)(object)seen).Data.ShouldNotBeNull().Stages
            .Select(stage => $"{stage.Kind.Name}: {string.Join(' ', stage.Items.Keys.Order(StringComparer.Ordinal))}")
            .ShouldBe(["segments: s", "features: a b e f", "features: c", "features: d"]);
    }

    [Fact]
    public async Task DataStore_Upserts_RespectVersions()
    {
        (await _store.UpsertAsync(Kind, "a", new(2, false, "a:2"))).ShouldBeTrue();
        (await _store.UpsertAsync(Kind, "a", new(2, false, "a:2b"))).ShouldBeFalse();
        (await _store.UpsertAsync(Kind, "a", new(3, true, "null"))).ShouldBeTrue();

        (await _table.GetAsync("test", "a")).ShouldNotBeNull()["item"].S.ShouldBe("null");
    }

    [Fact]
    public async Task DataStore_ItemTooLarge_IsLoggedAndTheStoredOneStays()
    {
        var logger = new RecordedLog();
        using var store = new ConfdDataStore(new DynamoFlagStore(_table.Client, _table.Name), logger);
        await store.InitAsync(Data(("big", new(1, false, "small"))));
        var large = new SerializedItemDescriptor(2, false, new string('x', 500_000));

        (await store.UpsertAsync(Kind, "big", large)).ShouldBeFalse();
        await store.InitAsync(Data(("big", large), ("other", new(1, false, "o"))));

        (await store.GetAsync(Kind, "big")).ShouldNotBeNull().SerializedItem.ShouldBe("small");
        (await store.GetAsync(Kind, "other")).ShouldNotBeNull();
        logger.Warnings.Count.ShouldBe(2);
        logger.Warnings.ShouldAllBe(message => message.Contains("'big'"));
    }

    [Fact]
    public async Task DataStore_FirstFillHasAnItemTooLarge_IsInitialized()
    {
        await _store.InitAsync(Data(("big", new(1, false, new string('x', 500_000))), ("other", new(1, false, "o"))));

        (await _store.InitializedAsync()).ShouldBeTrue();
        (await _table.GetAsync("$inited", "$inited")).ShouldNotBeNull();
        (await _store.GetAsync(Kind, "other")).ShouldNotBeNull();
    }

    [Fact]
    public async Task DataStore_VersionBeyondTheSdk_IsTheHighestAndLoggedOnce()
    {
        var logger = new RecordedLog();
        using var store = new ConfdDataStore(new DynamoFlagStore(_table.Client, _table.Name), logger);
        await _table.PutAsync("test", "a", ("version", new() { N = "1700000000000" }), ("item", new("a")));

        (await store.GetAsync(Kind, "a")).ShouldNotBeNull().Version.ShouldBe(int.MaxValue);
        (await store.GetAllAsync(Kind)).Items.Single().Value.Version.ShouldBe(int.MaxValue);
        (await store.UpsertAsync(Kind, "a", new(7, false, "a:7"))).ShouldBeFalse();

        logger.Warnings.ShouldHaveSingleItem().ShouldContain("2147483647");
    }

    [Fact]
    public void Configurers_Build_LogTheirSettingsInTheLogOfTheSdk()
    {
        var context = new LdClientContext();
        var connection = new DynamoConnectionOptions
        {
            Endpoint = new Uri(DynamoDbLocal.Endpoint),
            Region = "us-east-1",
            Credentials = new BasicAWSCredentials("dummy", "dummy"),
        };

        var options = new DynamoFlagStoreOptions { Prefix = "p", Connection = connection };
        using var store = ConfdFlagData.DataStore("flags", options).Build(context);

        context.Logger.Lines[0].ShouldBe("INFO Flags are kept in the DynamoDB table flags, prefix p, by Confd's store");
    }

    [Fact]
    public async Task BigSegments_KnownContext_ReturnsMembershipAndTime()
    {
        await _table.PutAsync("big_segments_user", "hash", ("included", new() { SS = ["a.g1"] }));
        await _table.PutAsync("big_segments_metadata", "big_segments_metadata", ("synchronizedOn", new() { N = "123" }));
        using var store = new ConfdBigSegments(new DynamoBigSegmentStore(_table.Client, _table.Name));

        (await store.GetMembershipAsync("hash")).CheckMembership("a.g1").ShouldBe(true);
        (await store.GetMetadataAsync()).ShouldNotBeNull().LastUpToDate.ShouldNotBeNull().Value.ShouldBe(123);
    }

    private static FullDataSet<SerializedItemDescriptor> Data(params (string Key, SerializedItemDescriptor Item)[] items) =>
        new(
            [
                KeyValuePair.Create(
                    Kind, new KeyedItems<SerializedItemDescriptor>(items.Select(item => KeyValuePair.Create(item.Key, item.Item))))]);

    /// <summary>A store that keeps what it is filled with.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy is derived from it.")]
    private class SeenInit : DispatchProxy
    {
        public FlagDataSet? Data { get; private set; }

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Data = args is [FlagDataSet data, ..] ? data : Data;
            return targetMethod?.Name == nameof(IAsyncDisposable.DisposeAsync) ? ValueTask.CompletedTask : Task.CompletedTask;
        }
    }
}
