using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>The code of docs/flags.md and docs/authoring.md, which a test compares with it.</summary>
internal static class DocsExamples
{
    public static async Task<bool> AskAsync()
    {
        await using var store = await DynamoFlagStore.OpenAsync("flags");
        await using var flags = await FlagClient.OpenAsync(store);
        bool dark = flags.BoolVariation("dark-mode", EvaluationContext.New("user-1"), false);
        return dark;
    }

    public static async Task FollowAsync(ILogger logger)
    {
        await using var store = await DynamoFlagStore.OpenAsync("flags");
        await using var flags = await FlagClient.OpenAsync(store, new FlagClientOptions { LiveUpdates = true, Logger = logger });
        flags.FlagsChanged += (_, change) => Reload(change.FlagKeys);
    }

    public static async Task WriteAsync()
    {
        await using var store = await DynamoFlagStore.OpenAsync("shop", new DynamoFlagStoreOptions { Prefix = "production" });
        var authoring = new FlagAuthoring(store, "shop:production");
        var seen = await authoring.ReadAsync();
        var plan = FlagAuthoring.Edit(seen, DataKind.Features, "new-checkout", [new SwitchFlag(IsOn: true)]);
        foreach (var line in plan.Changes[0].Meaning) Console.WriteLine(line);
        await authoring.WriteAsync(plan, new FlagAuthor("ann", "launch"));
    }

    private static void Reload(IEnumerable<string> keys) => Console.WriteLine(keys.Count());
}
