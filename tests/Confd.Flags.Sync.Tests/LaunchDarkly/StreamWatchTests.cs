using Confd.Flags.Sync.LaunchDarkly;
using Confd.StoreSpec;

namespace Confd.Flags.Sync.Tests.LaunchDarkly;

public sealed class StreamWatchTests : IAsyncLifetime
{
    private ScriptedLaunchDarkly _service = null!;
    private LaunchDarklyClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await ScriptedLaunchDarkly.StartAsync();
        _client = new LaunchDarklyClient(
            new LaunchDarklyOptions { SdkKey = _service.SdkKey, BaseUri = _service.Uri, StreamUri = _service.Uri });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task WaitForChange_Cancelled_ConsumesNothingAndKeepsTheConnection()
    {
        var (watch, connection) = await OpenAsync();
        await using (watch)
        {
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var cancelled = watch.WaitForChangeAsync(wait.Token);
            await wait.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => cancelled.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));

            await connection.PatchAsync("/flags/a", """{"key":"a","version":2}""");
            await connection.PatchAsync("/flags/b", """{"key":"b","version":1}""");

            (await watch.WaitForChangeAsync(Cancellation)).Key.ShouldBe("a");
            (await watch.WaitForChangeAsync(Cancellation)).Key.ShouldBe("b");
            connection.Aborted.IsCancellationRequested.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Dispose_AfterACancelledWait_EndsTheConnection()
    {
        var (watch, connection) = await OpenAsync();
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var cancelled = watch.WaitForChangeAsync(wait.Token);
        await wait.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var aborted = connection.Aborted.Register(ended.SetResult);

        await watch.DisposeAsync();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
    }

    private async Task<(StreamWatch Watch, StreamConnection Connection)> OpenAsync()
    {
        var opening = StreamWatch.OpenAsync(_client, Cancellation);
        var connection = await _service.AcceptStreamAsync(Cancellation);
        await connection.PutAsync("""{"flags":{},"segments":{}}""");
        return (await opening, connection);
    }
}
