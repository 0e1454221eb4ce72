using Confd.Flags.Storage;
using Confd.Flags.Sync;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.DynamoDb.Tests.Sync;

/// <summary>A table of another environment is taken over whole or not at all.</summary>
public sealed class FlagSyncTakeOverTests : FlagSyncTestBase
{
    private const int Many = 20;

    [Fact]
    public async Task Stream_TakeOverIsRefused_DoesNotChangeTheTableUntilOneIsAccepted()
    {
        var first = OpenSync();
        Service.Data = Data(version: 1, Many);
        await first.SyncAsync(Client, Cancellation);
        using var other = OpenClient(filter: "other");
        var sync = OpenSync(new FlagSyncOptions { TakeOver = true });
        var running = sync.RunStreamAsync(other, Stopping);
        var connection = await Service.AcceptStreamAsync(Cancellation);

        await connection.PutAsync(Data(version: 7, 1));
        await connection.PatchAsync("/flags/f-1", """{"key":"f-1","version":9}""");
        await connection.DeleteAsync("/flags/f-2", 9);
        await connection.PatchAsync("/flags/late", """{"key":"late","version":1}""");
        await connection.PutAsync(Data(version: 8, 2));
        await UntilAsync(() => Task.FromResult(Logger.Warnings.Count == 3));

        // The changes between are told once.
        Logger.Warnings[1].ShouldContain("Flag change not applied");
        Logger.Warnings.Where((_, index) => index != 1)
            .ShouldAllBe(warning => warning.Contains("Flag data not applied: it would remove too much"));
        var stored = await Store.GetAllAsync(DataKind.Features, Cancellation);
        stored.Count.ShouldBe(Many);
        stored.Values.ShouldAllBe(item => item.Version == 1 && !item.IsDeleted);
        (await Store.GetSourceAsync(Cancellation)).ShouldNotBeNull().Id.ShouldBe(Client.Origin.Id);

        await connection.PutAsync(Data(version: 7, Many));
        await connection.PatchAsync("/flags/late", """{"key":"late","version":1}""");
        await UntilAsync(async () => await Store.GetAsync(DataKind.Features, "late", Cancellation) is not null);
        (await Store.GetSourceAsync(Cancellation)).ShouldNotBeNull().Id.ShouldBe(other.Origin.Id);
        await StopAsync(running);
    }

    [Fact]
    public async Task Sync_OtherSource_IsRefusedUntilItTakesOver()
    {
        Service.Data = Data(version: 1, 2);
        var sync = OpenSync();
        await sync.SyncAsync(Client, Cancellation);
        using var other = OpenClient(filter: "other");
        Service.Data = """{"flags":{"x":{"version":1}},"segments":{}}""";

        var wrong = OpenSync();
        var exception = await Should.ThrowAsync<FlagSourceDiffersException>(() => wrong.SyncAsync(other, Cancellation));
        exception.Message.ShouldContain($"the table {Table.Name} is filled from another environment or filter of ");
        exception.Message.ShouldNotContain(Service.SdkKey);
        (await Store.GetAllAsync(DataKind.Features, Cancellation)).Count.ShouldBe(2);
        await Should.ThrowAsync<FlagSourceDiffersException>(() => wrong.RunPollingAsync(other, Stopping));
        wrong.State.IsHealthy.ShouldBeFalse();

        var taking = OpenSync(new FlagSyncOptions { TakeOver = true });
        await taking.SyncAsync(other, Cancellation);
        (await Store.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["x"]);
        (await Store.GetSourceAsync(Cancellation)).ShouldBe(new FlagTableSource(other.Origin.Id, other.Origin.Name, Clock.GetUtcNow()));
        await Should.ThrowAsync<FlagSourceDiffersException>(() => sync.SyncAsync(Client, Cancellation));
        await Should.ThrowAsync<FlagSourceDiffersException>(
            () => sync.SyncAsync(_ => Task.FromResult(TestFlags.Data(TestFlags.Flag("a", 1))), Cancellation));
    }

    [Fact]
    public async Task Sync_RotatedKey_IsTheSameEnvironmentAndAnotherIdIsNot()
    {
        Service.Data = Data(version: 1, 2);
        await OpenSync().SyncAsync(Client, Cancellation);
        (await Store.GetSourceAsync(Cancellation)).ShouldNotBeNull().Environment.ShouldBeNull("as an earlier version, or a relay, has it");
        Service.EnvironmentId = "5f1a";
        Client.Forget();
        await OpenSync().SyncAsync(Client, Cancellation);
        (await Store.GetSourceAsync(Cancellation)).ShouldNotBeNull().Environment.ShouldBe("5f1a");

        var (oldKey, old) = (Service.SdkKey, OpenSync());
        Service.SdkKey = "sdk-rotated-key";
        Service.Data = Data(version: 2, 3);
        using var rotated = OpenClient();
        await OpenSync().SyncAsync(rotated, Cancellation);
        (await Store.GetAllAsync(DataKind.Features, Cancellation)).Count.ShouldBe(3);
        (await Store.GetSourceAsync(Cancellation)).ShouldBe(
            new FlagTableSource(rotated.Origin.Id, rotated.Origin.Name, Clock.GetUtcNow()) { Environment = "5f1a" });

        Service.SdkKey = oldKey;
        await old.SyncAsync(Client, Cancellation);

        Service.EnvironmentId = "77bb";
        Client.Forget();
        (await Should.ThrowAsync<FlagSourceDiffersException>(() => OpenSync().SyncAsync(Client, Cancellation))).Message
            .ShouldContain("(environment 5f1a, ");
        await OpenSync(new FlagSyncOptions { TakeOver = true }).SyncAsync(Client, Cancellation);
        (await Store.GetSourceAsync(Cancellation)).ShouldNotBeNull().Environment.ShouldBe("77bb");
    }

    // What was decided by a row that has changed since decides nothing.
    [Fact]
    public async Task PutSource_RowOfAnotherSource_StaysAndOfTheSameIsReplaced()
    {
        var one = new SyncOrigin("1", "one") { Environment = "5f1a" };
        var other = new SyncOrigin("2", "other") { Environment = "77bb" };
        (await PutAsync(one, replaced: null)).ShouldBeTrue();
        var seen = await Store.GetSourceAsync(Cancellation);
        (await PutAsync(other, replaced: null)).ShouldBeFalse();
        (await PutAsync(other with { Id = "1" }, replaced: null)).ShouldBeFalse("the key alone does not decide");
        (await PutAsync(one with { Id = "3" }, replaced: null)).ShouldBeTrue();
        (await PutAsync(other, seen)).ShouldBeFalse("it is another row by now");
        (await PutAsync(other, await Store.GetSourceAsync(Cancellation))).ShouldBeTrue();
        (await PutAsync(SyncOrigin.File, replaced: null)).ShouldBeFalse();
        (await PutAsync(SyncOrigin.File, await Store.GetSourceAsync(Cancellation))).ShouldBeTrue();
        (await PutAsync(one, await Store.GetSourceAsync(Cancellation))).ShouldBeTrue();
        (await Store.GetSourceAsync(Cancellation)).ShouldBe(new FlagTableSource("1", "one", SyncedOn: null) { Environment = "5f1a" });
    }

    [Fact]
    public async Task Stream_TableIsTakenOverByAnotherSource_EndsAtTheNextTableCheck()
    {
        var sync = OpenSync(new FlagSyncOptions { TakeOver = true });
        var running = sync.RunStreamAsync(Client, Stopping);
        await (await Service.AcceptStreamAsync(Cancellation)).PutAsync(Data(version: 1, 1));
        await UntilAsync(() => Task.FromResult(sync.State.IsHealthy));
        var taking = OpenSync(new FlagSyncOptions { TakeOver = true });
        await taking.SyncAsync(_ => Task.FromResult(TestFlags.Data(TestFlags.Flag("f-0", 1))), Cancellation);

        await PassAsync(TimeSpan.FromMinutes(1));

        await Should.ThrowAsync<FlagSourceDiffersException>(() => running.WaitAsync(Failure, Cancellation));
        sync.State.IsHealthy.ShouldBeFalse();
    }

    private static string Data(int version, int flags)
    {
        var items = Enumerable.Range(0, flags).Select(i => $"\"f-{i}\":{{\"version\":{version}}}");
        return $$"""{"flags":{{{string.Join(',', items)}}},"segments":{} }""";
    }

    private Task<bool> PutAsync(SyncOrigin origin, FlagTableSource? replaced) =>
        Store.PutSourceAsync(origin, replaced, syncedOn: null, Cancellation);
}
