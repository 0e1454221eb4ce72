namespace Confd.Backends.Tests;

public sealed class FollowingKeyWatchTests
{
    [Fact]
    public async Task Wait_WorkReceivedSomething_ReturnsIt()
    {
        await using var watch = new Watch((changes, _) =>
        {
            changes.Add("/a");
            return Task.CompletedTask;
        });

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBe(["/a"]);
    }

    [Fact]
    public async Task Wait_WorkFailsAsExpected_FailsWithItsMessage()
    {
        await using var watch = new Watch((_, _) => throw new IOException("the peer is gone"));

        (await Should.ThrowAsync<KeyBackendException>(() => watch.WaitForChangeAsync(Cancellation))).Message.ShouldBe("the peer is gone");
    }

    [Theory]
    [InlineData(typeof(InvalidCastException))]
    [InlineData(typeof(TaskCanceledException))]
    public async Task Wait_WorkThrowsUnexpectedException_FailsWithoutItsMessage(Type kind)
    {
        await using var watch = new Watch((_, _) => throw (Exception)Activator.CreateInstance(kind, "s3cr3t")!);

        var failed = await Should.ThrowAsync<KeyBackendException>(() => watch.WaitForChangeAsync(Cancellation));

        failed.Message.ShouldBe($"the store cannot be watched: an unexpected {kind.Name}");
        failed.InnerException.ShouldBeOfType(kind);
    }

    [Fact]
    public async Task Wait_OneOfSeveralTasksEnds_Fails()
    {
        await using var watch = new Watch((_, closing) => ForEverAsync(closing), (_, _) => throw new IOException("the peer is gone"));

        await Should.ThrowAsync<KeyBackendException>(() => watch.WaitForChangeAsync(Cancellation));
    }

    [Fact]
    public async Task Dispose_Twice_EndsTheWorkAndReleasesOnce()
    {
        var hasEnded = false;
        var watch = new Watch(async (_, closing) =>
        {
            await ForEverAsync(closing).ContinueWith(_ => hasEnded = true, TaskScheduler.Default);
            throw new InvalidOperationException("too late for anybody");
        });

        await watch.DisposeAsync();
        await watch.DisposeAsync();

        hasEnded.ShouldBeTrue();
        watch.Releases.ShouldBe(1);
    }

    private static Task ForEverAsync(CancellationToken closing) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closing);

    private sealed class Watch : FollowingKeyWatch
    {
        public Watch(params Func<KeyChanges, CancellationToken, Task>[] works)
            : base("the store") => Follow(works.Select(work => new Func<Task>(() => work(Changes, Closing))));

        public int Releases { get; private set; }

        protected override KeyBackendException? Known(Exception failed) =>
            failed is IOException ? new KeyBackendException(failed.Message, failed) : null;

        protected override ValueTask ReleaseAsync()
        {
            Releases++;
            return ValueTask.CompletedTask;
        }
    }
}
