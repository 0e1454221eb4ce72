namespace Confd.Following.Tests;

public sealed class PendingChangesTests
{
    private readonly PendingChanges _changes = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_ChangesBefore_AreAllToldOnce()
    {
        _changes.Report(["/a", "/b"]);
        _changes.Report(["/b", "/c"]);

        (await _changes.WaitAsync(Ct)).ShouldBe(["/a", "/b", "/c"], ignoreOrder: true);
        _changes.WaitAsync(Ct).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_NoNames_IsNoChange()
    {
        var waiting = _changes.WaitAsync(Ct);
        _changes.Report([]);

        waiting.IsCompleted.ShouldBeFalse();

        _changes.Report(["/a"]);
        (await waiting).ShouldBe(["/a"]);
    }

    [Fact]
    public async Task Wait_AnythingAndNames_IsAnything()
    {
        _changes.Report(["/a"]);
        _changes.ReportAnything();

        (await _changes.WaitAsync(Ct)).ShouldBeEmpty();
        _changes.Report(["/b"]);
        (await _changes.WaitAsync(Ct)).ShouldBe(["/b"]);
    }

    [Fact]
    public async Task Wait_Cancelled_TakesNothing()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = _changes.WaitAsync(cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);

        _changes.Report(["/a"]);

        (await _changes.WaitAsync(Ct)).ShouldBe(["/a"]);
    }

    [Fact]
    public async Task Wait_Broken_FailsWithTheFirstFailureForGood()
    {
        _changes.Report(["/a"]);
        _changes.Break(new InvalidOperationException("first"));
        _changes.Break(new InvalidOperationException("second"));

        (await Should.ThrowAsync<InvalidOperationException>(() => _changes.WaitAsync(Ct))).Message.ShouldBe("first");
        (await Should.ThrowAsync<InvalidOperationException>(() => _changes.WaitAsync(Ct))).Message.ShouldBe("first");
    }
}
