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
}
