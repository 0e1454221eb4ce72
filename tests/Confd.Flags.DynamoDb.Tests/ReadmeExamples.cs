using Confd.DynamoDb.Connections;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>The code of the README, which a test compares with it.</summary>
internal static class ReadmeExamples
{
    public static async Task WriteAsync(CancellationToken cancellationToken)
    {
        var options = new DynamoFlagStoreOptions { Prefix = "production" };
        await using var store = await DynamoFlagStore.OpenAsync("flags", options, cancellationToken);

        // {"flags":{…},"segments":{…}}
        await store.InitAsync(FlagDataReader.Read(File.ReadAllBytes("flags.json"), "flags.json"), cancellationToken);

        var flag = FlagItemJson.Read("dark-mode", """{"version":2,"on":true,"variations":[true,false],"fallthrough":{"variation":0}}"""u8);
        await store.UpsertAsync(DataKind.Features, "dark-mode", flag, cancellationToken);
        await store.DeleteAsync(DataKind.Features, "dark-mode", version: 3, cancellationToken);
        Console.WriteLine((await store.GetAllLiveAsync(DataKind.Features, cancellationToken)).Count);
    }

    /// <summary>The example of <see cref="FlagHistory"/>.</summary>
    public static async Task UndoAsync(DynamoConnection connection, FlagAuthoring authoring)
    {
        var history = new FlagHistory(connection, "flags", "production");
        var last = (await history.ReadAsync(DataKind.Features, "new-checkout", limit: 1))[0];
        var seen = await authoring.ReadAsync();
        var plan = await history.PlanRollbackAsync(seen, [DataKind.Features], ["new-checkout"], last.MomentBefore);
        plan.RequireValid();
        await authoring.WriteAsync(plan, new FlagAuthor("ann", "checkout fails") { Command = "flag console" });
    }
}
