using Amazon.DynamoDBv2.Model;
using Confd.Flags.Storage;
using Confd.Flags.Sync;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.DynamoDb.Tests.Sync;

/// <summary>Nothing good is lost by a sync, whatever its source says and whatever becomes of its table.</summary>
public sealed class FlagSyncSafetyTests : FlagSyncTestBase
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("""{"flags":null,"segments":null}""", "all 27 flags and segments")]
    [InlineData("""{"flags":{},"segments":{}}""", "all 27 flags and segments")]
    [InlineData("""{"flags":{"f-0":{"version":9,"deleted":true}},"segments":{}}""", "all 27 flags and segments")]
    [InlineData("""{"flags":{},"segments":{"s-0":{},"s-1":{}}}""", "all 25 flags")]
    [InlineData("""{"flags":{FLAGS:25},"segments":null}""", "all 2 segments (it has none of 'segments', or null in its place)")]
    [InlineData("""{"flags":{FLAGS:25}}""", "all 2 segments (it has none of 'segments', or null in its place)")]
    [InlineData("""{"flags":{FLAGS:12},"segments":{"s-0":{},"s-1":{}}}""", "13 of 25 flags")]
    public async Task Sync_ResponseRemovesTooMuch_IsNotAppliedUnlessAllowed(string answer, string expected)
    {
        Service.Data = Data(flags: 25, segments: 2);
        var sync = OpenSync();
        await sync.SyncAsync(Client, Cancellation);
        Service.Data = Expand(answer);

        var exception = await Should.ThrowAsync<FlagRemovalRefusedException>(() => sync.SyncAsync(Client, Cancellation));

        exception.Message.ShouldContain($"would remove {expected} from table {Table.Name}, and was not applied");
        (await CountAsync()).ShouldBe((25, 2));
        await Should.ThrowAsync<FlagRemovalRefusedException>(() => sync.SyncAsync(Client, Cancellation));

        var allowing = OpenSync(new FlagSyncOptions { AllowEmpty = true });
        await allowing.SyncAsync(Client, Cancellation);
        (await CountAsync()).ShouldNotBe((25, 2));
    }

    [Theory]
    [InlineData("""{"flags":{FLAGS:13},"segments":{"s-0":{},"s-1":{}}}""", 13, 2)]
    [InlineData("""{"flags":{FLAGS:25},"segments":{}}""", 25, 0)]
    [InlineData("""{"flags":{FLAGS:25},"segments":{"s-0":{}}}""", 25, 1)]
    public async Task Sync_ResponseRemovesAPlausibleNumber_IsApplied(string answer, int flags, int segments)
    {
        Service.Data = Data(flags: 25, segments: 2);
        var sync = OpenSync();
        await sync.SyncAsync(Client, Cancellation);
        Service.Data = Expand(answer);

        await sync.SyncAsync(Client, Cancellation);

        (await CountAsync()).ShouldBe((flags, segments));
    }

    [Fact]
    public async Task Stream_PutRemovesEverything_WarnsStaysReadyAndContinues()
    {
        var sync = OpenSync();
        var running = sync.RunStreamAsync(Client, Stopping);
        var connection = await Service.AcceptStreamAsync(Cancellation);
        await connection.PutAsync(Data(flags: 3, segments: 0));
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));

        await connection.PutAsync("""{"flags":null,"segments":null}""");
        await connection.PutAsync("""{"flags":null,"segments":null}""");
        await connection.PatchAsync("/flags/late", """{"key":"late","version":1}""");
        await UntilAsync(async () => await Store.GetAsync(DataKind.Features, "late", Cancellation) is not null);

        (await CountAsync()).Flags.ShouldBe(4);
        sync.State.IsHealthy.ShouldBeTrue();
        sync.State.Refusal.ShouldNotBeNull().ShouldContain("would remove all 3 flags and segments");
        Logger.Warnings.ShouldHaveSingleItem().ShouldContain("Flag data not applied");
        await StopAsync(running);
    }

    [Fact]
    public async Task Polling_ResponseRemovesEverything_StaysReadyAndIsNeverApplied()
    {
        Service.Data = Data(flags: 3, segments: 0);
        var sync = OpenSync();
        var running = sync.RunPollingAsync(Client, Stopping);
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));

        Service.Data = """{"flags":{},"segments":{}}""";
        await PassAsync(TimeSpan.FromSeconds(30));
        await UntilAsync(() => Task.FromResult(sync.State.Refusal is not null));
        await PassAsync(TimeSpan.FromSeconds(30));
        await PassAsync(TimeSpan.FromSeconds(30));
        sync.State.IsHealthy.ShouldBeTrue();
        (await CountAsync()).Flags.ShouldBe(3);

        Service.Data = Data(flags: 2, segments: 0);
        await PassAsync(TimeSpan.FromSeconds(30));
        await UntilAsync(async () => (await CountAsync()).Flags == 2);
        await UntilAsync(() => Task.FromResult(sync.State is { Refusal: null, IsHealthy: true }));
        await StopAsync(running);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_TableLosesItsRows_IsFilledAgainAfterTheNextTableCheck(bool losesMarkToo)
    {
        var sync = OpenSync();
        var running = sync.RunStreamAsync(Client, Stopping);
        await (await Service.AcceptStreamAsync(Cancellation)).PutAsync(Data(flags: 3, segments: 1));
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        await EmptyAsync(losesMarkToo);

        await PassAsync(Minute);
        var again = await Service.AcceptStreamAsync(Cancellation).AsTask().WaitAsync(Failure, Cancellation);
        sync.State.IsHealthy.ShouldBeFalse();
        sync.State.Problem.ShouldNotBeNull().ShouldContain("lost its rows");
        await again.PutAsync(Data(flags: 3, segments: 1));

        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        (await CountAsync()).ShouldBe((3, 1));
        (await Store.InitializedAsync(Cancellation)).ShouldBeTrue();
        await StopAsync(running);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Polling_TableLosesItsRowsWhileTheSourceStays_IsFilledAgain(bool losesMarkToo)
    {
        Service.Data = Data(flags: 3, segments: 1);
        var sync = OpenSync(new FlagSyncOptions { PollInterval = TimeSpan.FromHours(1) });
        var running = sync.RunPollingAsync(Client, Stopping);
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        await EmptyAsync(losesMarkToo);

        await PassAsync(Minute);

        await UntilAsync(async () => await CountAsync() == (3, 1));
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        await StopAsync(running);
    }

    [Fact]
    public async Task RunRepeatedly_TableLosesItsRows_RequestsEverything()
    {
        var sync = OpenSync(new FlagSyncOptions { PollInterval = TimeSpan.FromHours(1) });
        var needs = new List<FlagSyncNeed>();
        var running = sync.RunRepeatedlyAsync(
            async (need, token) =>
            {
                needs.Add(need);
                if (needs.Count == 1 || need == FlagSyncNeed.Everything)
                {
                    await sync.SyncAsync(_ => Task.FromResult(TestFlags.Data(TestFlags.Flag("a", 1))), token);
                }
            },
            Stopping);
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        await EmptyAsync(losesMarkToo: true);

        await PassAsync(Minute);

        await UntilAsync(async () => (await CountAsync()).Flags == 1);
        await StopAsync(running);
        needs.ShouldBe([FlagSyncNeed.Changes, FlagSyncNeed.Everything]);
    }

    [Theory]
    [InlineData("features", "f-1", 1)]
    [InlineData("features", "f-2", 1)]
    [InlineData("segments", "s-0", 2)]
    public async Task Stream_ARowIsLost_IsRestoredByATableCheck(string kind, string key, int looks)
    {
        var sync = OpenSync();
        var running = sync.RunStreamAsync(Client, Stopping);
        await (await Service.AcceptStreamAsync(Cancellation)).PutAsync(Data(flags: 3, segments: 1));
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        await Table.Client.DeleteItemAsync(Table.Name, KeyOf(kind, key), Cancellation);

        for (var look = 0; look < looks; look++)
        {
            await PassAsync(Minute);
        }

        var again = await Service.AcceptStreamAsync(Cancellation).AsTask().WaitAsync(Failure, Cancellation);
        sync.State.Problem.ShouldNotBeNull().ShouldContain("lost some of its rows");
        await again.PutAsync(Data(flags: 3, segments: 1));

        await UntilAsync(async () => await CountAsync() == (3, 1));
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        Logger.Warnings.ShouldHaveSingleItem().ShouldContain("lost some of its rows");
        await StopAsync(running);
    }

    [Fact]
    public async Task Polling_OneOfManyRowsIsLost_IsRestoredByTheTableCheckThatReachesIt()
    {
        Service.Data = Data(flags: 250, segments: 0);
        var sync = OpenSync(new FlagSyncOptions { PollInterval = TimeSpan.FromHours(1) });
        var running = sync.RunPollingAsync(Client, Stopping);
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        await Table.Client.DeleteItemAsync(Table.Name, KeyOf("features", "f-99"), Cancellation);

        // 100 rows a look, in the order of their keys: the last of them comes with the third.
        await PassAsync(Minute);
        await PassAsync(Minute);
        Logger.Warnings.ShouldBeEmpty();
        await PassAsync(Minute);

        await UntilAsync(async () => (await CountAsync()).Flags == 250);
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_OlderRows_AreCorrectedByTheFullCheck()
    {
        var sync = OpenSync(new FlagSyncOptions { FullInterval = TimeSpan.FromMinutes(2) });
        var running = sync.RunStreamAsync(Client, Stopping);
        await (await Service.AcceptStreamAsync(Cancellation))
            .PutAsync("""{"flags":{"f-0":{"version":5},"f-1":{"version":5}},"segments":{}}""");
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        await Table.PutAsync("features", "f-1", ("version", new() { N = "1" }), ("item", new() { S = """{"key":"f-1","version":1}""" }));

        await PassAsync(Minute);
        await PassAsync(Minute);
        var again = await Service.AcceptStreamAsync(Cancellation).AsTask().WaitAsync(Failure, Cancellation);
        sync.State.IsHealthy.ShouldBeTrue();
        await again.PutAsync("""{"flags":{"f-0":{"version":5},"f-1":{"version":5}},"segments":{}}""");

        await UntilAsync(async () => await Store.GetAsync(DataKind.Features, "f-1", Cancellation) is { Version: 5 });
        Logger.Warnings.ShouldBeEmpty();
        await StopAsync(running);
    }

    [Fact]
    public async Task State_TableGone_IsUnhealthyFromTheNextTableCheck()
    {
        var gone = await FlagTestTable.CreateAsync();
        Service.Data = Data(flags: 1, segments: 0);
        var sync = new FlagSync(
            new DynamoFlagStore(gone.Client, gone.Name),
            new FlagSyncOptions { PollInterval = TimeSpan.FromHours(1), Clock = Clock, Logger = Logger });
        var running = sync.RunPollingAsync(Client, Stopping);
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        await gone.DisposeAsync();

        Clock.Advance(TimeSpan.FromSeconds(59));
        sync.State.IsHealthy.ShouldBeTrue();
        await StopAsync(running);
        Clock.Advance(TimeSpan.FromMinutes(3));

        sync.State.Problem.ShouldNotBeNull().ShouldContain("the table was last checked");
    }

    [Fact]
    public async Task State_ReconnectsWithinAMinute_StaysHealthyAndOtherwiseNot()
    {
        var sync = OpenSync();
        var running = sync.RunStreamAsync(Client, Stopping);
        var connection = await Service.AcceptStreamAsync(Cancellation);
        await connection.PutAsync(Data(flags: 1, segments: 0));
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));

        Service.FailStreams(503, 503, 503, 503, 503, 503);
        connection.Break();
        foreach (var seconds in new[] { 1, 2, 4, 8, 16 })
        {
            await PassAsync(TimeSpan.FromSeconds(seconds));
            sync.State.IsHealthy.ShouldBeTrue($"after the wait of {seconds} s");
        }

        await PassAsync(TimeSpan.FromSeconds(30));
        sync.State.Problem.ShouldNotBeNull().ShouldContain("answered 503");
        await StopAsync(running);
    }

    [Fact]
    public async Task Stream_OversizedFlagIsMadeSmaller_IsHealthyAgainAndMarked()
    {
        var sync = OpenSync();
        var running = sync.RunStreamAsync(Client, Stopping);
        var connection = await Service.AcceptStreamAsync(Cancellation);
        var salt = new string('x', 500_000);
        await connection.PutAsync(
            $$$"""{"flags":{"a":{"version":1,"salt":"{{{salt}}}"},"b":{"version":1,"salt":"{{{salt}}}"},"c":{"version":1}}"""
                + $$$""","segments":{}}""");
        await UntilAsync(() => Task.FromResult(sync.State.Problem is not null));

        await connection.PatchAsync("/flags/a", """{"key":"a","version":2}""");
        await UntilAsync(async () => await Store.GetAsync(DataKind.Features, "a", Cancellation) is not null);
        sync.State.Problem.ShouldNotBeNull().ShouldContain("the item 'b'");
        (await Store.InitializedAsync(Cancellation)).ShouldBeFalse();

        await connection.DeleteAsync("/flags/b", 2);
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        await UntilAsync(() => Store.InitializedAsync(Cancellation));
        await StopAsync(running);
    }

    [Fact]
    public async Task Sync_SourceBehindTheTable_NamesTheFlagsWhoseVersionsGoDown()
    {
        Service.Data = """{"flags":{"a":{"version":7},"b":{"version":3},"c":{"version":1}},"segments":{}}""";
        var sync = OpenSync();
        await sync.SyncAsync(Client, Cancellation);
        Service.Data = """{"flags":{"a":{"version":5},"b":{"version":2},"c":{"version":1}},"segments":{}}""";

        await sync.SyncAsync(Client, Cancellation);

        Logger.Warnings.ShouldHaveSingleItem().ShouldContain("Flag versions go down");
        (await Store.GetAsync(DataKind.Features, "a", Cancellation)).ShouldNotBeNull().Version.ShouldBe(5);
    }

    [Fact]
    public async Task Sync_BrokenFlag_IsSkippedAndItsStoredVersionStays()
    {
        Service.Data = """{"flags":{"a":{"version":1},"b":{"version":1}},"segments":{}}""";
        var sync = OpenSync();
        await sync.SyncAsync(Client, Cancellation);
        Service.Data = """{"flags":{"":{"version":1},"a":{"key":"z","version":9},"b":{"version":2},"c":{"version":1}},"segments":{}}""";

        await sync.SyncAsync(Client, Cancellation);
        Client.Forget();
        await sync.SyncAsync(Client, Cancellation);

        var flags = await Store.GetAllAsync(DataKind.Features, Cancellation);
        flags.ToDictionary(flag => flag.Key, flag => flag.Value.Version)
            .ShouldBe(new Dictionary<string, long> { ["a"] = 1, ["b"] = 2, ["c"] = 1 }, ignoreOrder: true);
        Logger.Warnings.ShouldHaveSingleItem().ShouldContain("Invalid flags skipped");
        sync.State.IsHealthy.ShouldBeTrue();
    }

    private static string Data(int flags, int segments) =>
        $$"""{"flags":{{{Items("f", flags)}}},"segments":{{{Items("s", segments)}}} }""";

    private static string Items(string prefix, int count) =>
        string.Join(',', Enumerable.Range(0, count).Select(i => $$"""
            "{{prefix}}-{{i}}":{"version":1}
            """));

    private static string Expand(string answer) => System.Text.RegularExpressions.Regex.Replace(
        answer, "FLAGS:([0-9]+)", match => Items("f", int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));

    private static Dictionary<string, AttributeValue> KeyOf(string @namespace, string key) => new()
    {
        ["namespace"] = new() { S = @namespace },
        ["key"] = new() { S = key },
    };

    private async Task<(int Flags, int Segments)> CountAsync() => (
        (await Store.GetAllLiveAsync(DataKind.Features, Cancellation)).Count,
        (await Store.GetAllLiveAsync(DataKind.Segments, Cancellation)).Count);

    private async Task EmptyAsync(bool losesMarkToo)
    {
        foreach (var row in (await Table.ListAsync()).Select(row => row.Split('/'))
            .Where(row => losesMarkToo || row[0] is "features" or "segments"))
        {
            await Table.Client.DeleteItemAsync(Table.Name, KeyOf(row[0], row[1]), Cancellation);
        }
    }
}
