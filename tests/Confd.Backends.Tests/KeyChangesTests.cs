namespace Confd.Backends.Tests;

public sealed class KeyChangesTests
{
    private readonly KeyChanges _changes = new();

    [Fact]
    public async Task Wait_ChangesBeforeIt_AreReportedOnceAndTogether()
    {
        _changes.Add("/a");
        _changes.Add("/b");
        _changes.Add("/a");

        (await _changes.WaitAsync(Cancellation)).ShouldBe(["/a", "/b"], ignoreOrder: true);
        _changes.WaitAsync(Cancellation).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_ChangeAfterIt_EndsTheWait()
    {
        var waiting = _changes.WaitAsync(Cancellation);

        _changes.Add("/a");

        (await waiting).ShouldBe(["/a"]);
    }

    [Fact]
    public async Task Wait_EverythingAndAKey_IsEverything()
    {
        _changes.Add("/a");
        _changes.AddEverything();

        (await _changes.WaitAsync(Cancellation)).ShouldBeEmpty();
        _changes.Add("/b");
        (await _changes.WaitAsync(Cancellation)).ShouldBe(["/b"]);
    }

    [Fact]
    public async Task Wait_Broken_FailsFromThenOnWithTheFirstReason()
    {
        _changes.Break(new KeyBackendException("first"));
        _changes.Break(new KeyBackendException("second"));
        _changes.Add("/a");

        (await Should.ThrowAsync<KeyBackendException>(() => _changes.WaitAsync(Cancellation))).Message.ShouldBe("first");
        (await Should.ThrowAsync<KeyBackendException>(() => _changes.WaitAsync(Cancellation))).Message.ShouldBe("first");
    }

    [Fact]
    public async Task Wait_Cancelled_ThrowsAndKeepsLaterChanges()
    {
        using var end = new CancellationTokenSource();
        var waiting = _changes.WaitAsync(end.Token);
        await end.CancelAsync();
        _changes.Add("/a");

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        (await _changes.WaitAsync(Cancellation)).ShouldBe(["/a"]);
    }
}
