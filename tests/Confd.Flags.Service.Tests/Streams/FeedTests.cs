using System.Text;
using Confd.Flags.Service.Streams;
using Confd.Flags.Service.Tests.Revisions;

namespace Confd.Flags.Service.Tests.Streams;

public sealed class FeedTests : IAsyncDisposable
{
    private readonly Snapshots _store = new();
    private readonly Feed _feed = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Publish_FirstState_SendsEverythingToWaitingStreams()
    {
        var start = _feed.Last;
        _feed.Current.ShouldBeNull();

        _feed.Publish(await _store.Flag("a", """{"key":"a","version":1}""").ReadAsync());

        var entry = await start.Next;
        entry.ShouldBeSameAs(_feed.Last);
        (entry.Number, entry.Kind).ShouldBe((1L, FeedEntryKind.Change));
        Text(entry, StreamForm.Everything).ShouldBe(
            "event: put\ndata: {\"path\":\"/\",\"data\":{\"flags\":{\"a\":{\"key\":\"a\",\"version\":1}},\"segments\":{}}}\n\n");
        Text(entry, StreamForm.Flags).ShouldBe("event: put\ndata: {\"a\":{\"key\":\"a\",\"version\":1}}\n\n");
        Text(entry, StreamForm.Pings).ShouldBe("event: ping\ndata:  \n\n");
        Text(entry, StreamForm.Refetches).ShouldMatch(
            "^id: ([0-9a-f]{16})\nevent: message\ndata: \\{\"type\":\"refetchEvaluation\",\"etag\":\"\\1\",\"lastModified\":\\d+\\}\n\n$");
    }

    [Fact]
    public async Task Publish_Changes_ArePatchesAndDeletesInFormsThatSupportThem()
    {
        _store.Flag("a", """{"key":"a","version":1}""").Flag("x/\"y", """{"version":1}""").Segment("s", """{"key":"s","version":1}""");
        _feed.Publish(await _store.ReadAsync());

        _store.Lose("a").Flag("x/\"y", """{"version":2}""").Segment("s", """{"key":"s","version":2}""");
        _feed.Publish(await _store.ReadAsync());

        Text(_feed.Last, StreamForm.Everything).ShouldBe(
            "event: patch\ndata: {\"path\":\"/segments/s\",\"data\":{\"key\":\"s\",\"version\":2}}\n\n"
            + "event: patch\ndata: {\"path\":\"/flags/x/\\\"y\",\"data\":{\"key\":\"x/\\\"y\",\"version\":2}}\n\n"
            + "event: delete\ndata: {\"path\":\"/flags/a\",\"version\":2}\n\n");
        Text(_feed.Last, StreamForm.Flags).ShouldBe(
            "event: patch\ndata: {\"path\":\"/x/\\\"y\",\"data\":{\"key\":\"x/\\\"y\",\"version\":2}}\n\n"
            + "event: delete\ndata: {\"path\":\"/a\",\"version\":2}\n\n");
    }

    [Fact]
    public async Task Publish_SameStateAgain_SendsNothing()
    {
        _feed.Publish(await _store.Flag("a", """{"key":"a","version":1}""").ReadAsync());
        var last = _feed.Last;

        _feed.Publish(await _store.ReadAsync());

        _feed.Last.ShouldBeSameAs(last);
    }

    [Fact]
    public async Task Publish_UnreadableFlag_IsVisibleToRequestsButNotToStreams()
    {
        _feed.Publish(await _store.Flag("a", """{"key":"a","version":1}""").ReadAsync());
        var id = _feed.Current!.Id;

        _feed.Publish(await _store.Flag("bad", """{"key":"bad","version":1,"variations":7}""").ReadAsync());

        _feed.Current.Snapshot.IsBroken("bad").ShouldBeTrue();
        _feed.Current.Id.ShouldBe(id);
        Enum.GetValues<StreamForm>().Select(form => Text(_feed.Last, form)).ShouldAllBe(text => text.Length == 0);

        _feed.Publish(await _store.Lose("bad").ReadAsync());

        _feed.Current.Snapshot.IsBroken("bad").ShouldBeFalse();
    }

    [Fact]
    public async Task Publish_ChangeOutsideTheFilter_SendsNothing()
    {
        var feed = new Feed(key => key == "a");
        feed.Publish(await _store.Flag("a", """{"key":"a","version":1}""").Flag("b", """{"key":"b","version":1}""").ReadAsync());
        var last = feed.Last;

        feed.Publish(await _store.Flag("b", """{"key":"b","version":2}""").ReadAsync());

        feed.Last.ShouldBeSameAs(last);
    }

    [Fact]
    public async Task Beat_BetweenStates_KeepsTheStateAndIsAComment()
    {
        _feed.Publish(await _store.Flag("a", """{"key":"a","version":1}""").ReadAsync());
        var state = _feed.Current;

        _feed.Beat();

        _feed.Current.ShouldBeSameAs(state);
        foreach (var form in Enum.GetValues<StreamForm>())
        {
            Text(_feed.Last, form).ShouldBe(":\n\n");
        }
    }

    [Fact]
    public async Task End_Feed_IsTheLastEntry()
    {
        var before = _feed.Last;
        _feed.End();
        _feed.Beat();
        _feed.End();

        (await before.Next).ShouldBeSameAs(_feed.Last);
        (_feed.Last.Kind, _feed.Last.Number).ShouldBe((FeedEntryKind.End, 1L));
        Text(_feed.Last, StreamForm.Everything).ShouldBeEmpty();
    }

    [Fact]
    public async Task Publish_AfterTheEnd_ServesRequestsAndKeepsStreamsEnded()
    {
        _feed.Publish(await _store.Flag("a", """{"key":"a","version":1}""").ReadAsync());
        _feed.End();

        _feed.Publish(await _store.Flag("a", """{"key":"a","version":2}""").ReadAsync());

        _feed.Last.Kind.ShouldBe(FeedEntryKind.End);
        _feed.Current!.Find("a")!.Flag.Version.ShouldBe(2);
        Text(_feed.Last, StreamForm.Everything).ShouldBeEmpty();
    }

    [Fact]
    public async Task TextOf_CalledByManyStreams_IsBuiltOnce()
    {
        _feed.Publish(await _store.Flag("a", """{"key":"a","version":1}""").ReadAsync());

        _feed.Last.TextOf(StreamForm.Everything).ShouldBeSameAs(_feed.Last.TextOf(StreamForm.Everything));
    }

    private static string Text(FeedEntry entry, StreamForm form) =>
        string.Concat(entry.TextOf(form).Select(piece => Encoding.UTF8.GetString(piece.Span)));
}
