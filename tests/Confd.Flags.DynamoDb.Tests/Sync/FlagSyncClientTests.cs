using System.Threading.Channels;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb.Tests.Sync;

/// <summary>From LaunchDarkly's stream to a listener of a value: sync, table and client in one process.</summary>
public sealed class FlagSyncClientTests : FlagSyncTestBase
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    [Fact]
    public async Task Stream_FlagIsPatchedAndDeleted_ListenerReceivesEachValueFromTheTable()
    {
        var sync = OpenSync();
        var running = sync.RunStreamAsync(Client, Stopping);
        var stream = await Service.AcceptStreamAsync(Cancellation);
        await using var client = new FlagClient(
            new DynamoFlagStore(Table.Client, Table.Name),
            new() { Changes = sync, RefreshInterval = Timeout.InfiniteTimeSpan, MinTimeBetweenChanges = TimeSpan.Zero });
        var values = Channel.CreateUnbounded<(string? Old, string? New)>();
        using var listening = client.ListenForValue(
            "checkout", User, change => values.Writer.TryWrite((change.Before.AsString, change.After.AsString)));

        await stream.PutAsync($$"""{"flags":{"checkout": {{Flag(1, "old")}} },"segments":{} }""");
        (await values.Reader.ReadAsync(Cancellation)).ShouldBe((null, "old"));

        await stream.PatchAsync("/flags/checkout", Flag(2, "new"));
        (await values.Reader.ReadAsync(Cancellation)).ShouldBe(("old", "new"));
        (await Store.GetAsync(DataKind.Features, "checkout", Cancellation)).ShouldNotBeNull().Version.ShouldBe(2);

        await stream.DeleteAsync("/flags/checkout", 3);
        (await values.Reader.ReadAsync(Cancellation)).ShouldBe(("new", null));
        client.StringVariation("checkout", User, "none").ShouldBe("none");
        await StopAsync(running);
    }

    private static string Flag(int version, string value) =>
        $$"""{"key":"checkout","version":{{version}},"on":true,"variations":["{{value}}"],"fallthrough":{"variation":0} }""";
}
