using Amazon.Runtime;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>What a program gets that goes on using a store after its end.</summary>
public sealed class DisposedStoreTests
{
    // Nobody listens there: nothing is asked.
    [Fact]
    public async Task Use_AfterTheStoreWasDisposed_IsObjectDisposedException()
    {
        var store = await DynamoFlagStore.OpenAsync(
            "flags",
            new DynamoFlagStoreOptions
            {
                Connection = new()
                {
                    Endpoint = new Uri("http://127.0.0.1:9"),
                    Region = "us-east-1",
                    Credentials = new BasicAWSCredentials("dummy", "dummy"),
                },
            },
            Cancellation);
        await store.DisposeAsync();

        Func<Task>[] uses =
        [
            () => store.GetAsync(DataKind.Features, "f", Cancellation),
            () => store.GetAllAsync(DataKind.Features, Cancellation),
            () => store.UpsertAsync(DataKind.Features, "f", TestFlags.Flag("f", 1), Cancellation),
            () => store.InitAsync(TestFlags.Data(TestFlags.Flag("f", 1)), Cancellation),
            () => store.InitializedAsync(Cancellation),
            () => store.IsAvailableAsync(Cancellation),
            () => store.FindVersionAsync(DataKind.Features, "f", Cancellation),
            () => store.ReadSnapshotAsync(Cancellation),
            () => store.OpenWatchAsync(Cancellation),
        ];
        foreach (var use in uses)
        {
            await Should.ThrowAsync<ObjectDisposedException>(use);
        }

        await store.DisposeAsync();
    }
}
