using Confd.Engine.Resources;
using Confd.Engine.Running;

namespace Confd.Engine.Tests.Running;

public sealed class ReportedChangesTests
{
    private readonly ReportedChanges _reported = new();
    private readonly OpenedResource _one = Some();
    private readonly OpenedResource _two = Some();

    // Writers of keys decide how often that is: what waits must not grow with it.
    [Fact]
    public void Add_TheSameResourceAgainAndAgain_WaitsOnce()
    {
        for (var index = 0; index < 1000; index++)
        {
            _reported.Add([_two, _one], ChangeKind.Change);
        }

        _reported.TakeAll().ShouldBe([KeyValuePair.Create(_two, ChangeKind.Change), KeyValuePair.Create(_one, ChangeKind.Change)]);
        _reported.TakeAll().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ChangeKind.Refresh, ChangeKind.Change)]
    [InlineData(ChangeKind.Change, ChangeKind.Refresh)]
    internal void Add_BothKinds_KeepsTheOneThatDoesNotWait(ChangeKind first, ChangeKind second)
    {
        _reported.Add([_one], first);
        _reported.Add([_one, _two], second);

        _reported.TakeAll().ShouldBe([KeyValuePair.Create(_one, ChangeKind.Refresh), KeyValuePair.Create(_two, second)]);
    }

    [Fact]
    public async Task Wait_EndsWithTheNextReportAndNotBefore()
    {
        _reported.Add([], ChangeKind.Refresh);
        var waiting = _reported.WaitAsync(Cancellation);
        waiting.IsCompleted.ShouldBeFalse();

        _reported.Add([_one], ChangeKind.Change);

        await waiting;
        await _reported.WaitAsync(Cancellation);
        _reported.TakeAll().Count.ShouldBe(1);
        _reported.WaitAsync(Cancellation).IsCompleted.ShouldBeFalse();
    }

    private static OpenedResource Some() => new(
        new Resource
        {
            Path = "/r.toml",
            Source = "/a.tmpl",
            Destination = "/a",
            Prefix = "/",
            LookupKeys = [],
            UserId = 0,
            GroupId = 0,
        },
        []);
}
