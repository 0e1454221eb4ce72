using System.IO.Pipelines;
using System.Text;
using Confd.Flags.Service.Streams;
using Confd.Flags.Service.Tests.Revisions;
using Confd.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Confd.Flags.Service.Tests.Streams;

/// <summary>A stream whose client takes nothing, on a pipe that is full with its first byte.</summary>
public sealed class SlowStreamTests : IAsyncDisposable
{
    private const int MaxLag = 128;

    private readonly Snapshots _store = new();
    private readonly Feed _feed = new();
    private readonly RecordedLog _log = new();
    private readonly FakeTimeProvider _clock = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData(StreamForm.Everything)]
    [InlineData(StreamForm.Flags)]
    [InlineData(StreamForm.Pings)]
    [InlineData(StreamForm.Refetches)]
    internal async Task Stream_NotRead_IsCutOffWhenItIsTooFarBehindAndNotBefore(StreamForm form)
    {
        await PublishAsync(1);
        var client = new Client();
        var streaming = client.FollowAsync(new EventStreams(_log, _clock), _feed, form);

        for (var version = 2; version <= MaxLag + 1; version++)
        {
            await PublishAsync(version);
        }

        client.IsAborted.ShouldBeFalse();
        await PublishAsync(MaxLag + 2);
        await streaming.WaitAsync(ServedTable.Patience, Cancellation);

        client.IsAborted.ShouldBeTrue();
        _log.Lines.ShouldBe(["Warning A stream was cut off: its client reads too slowly; 1 since the last such message"]);
    }

    [Fact]
    public async Task Streams_AbortedOneAfterAnother_AreLoggedOnceAMinuteByTheServiceClock()
    {
        var streams = new EventStreams(_log, _clock);

        await CutOffAsync(1);
        await CutOffAsync(1001);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await CutOffAsync(2001);

        _log.Lines.Select(line => line.Split("; ")[1]).ShouldBe(
            ["1 since the last such message", "2 since the last such message"]);

        async Task CutOffAsync(int first)
        {
            await PublishAsync(first);
            var streaming = new Client().FollowAsync(streams, _feed, StreamForm.Everything);
            for (var version = first + 1; version <= first + MaxLag + 1; version++)
            {
                await PublishAsync(version);
            }

            await streaming.WaitAsync(ServedTable.Patience, Cancellation);
        }
    }

    [Fact]
    public async Task Stream_ReadLate_SendsEveryEntryInOrder()
    {
        await PublishAsync(1);
        var client = new Client();
        var streaming = client.FollowAsync(new EventStreams(_log, _clock), _feed, StreamForm.Everything);
        for (var version = 2; version <= 100; version++)
        {
            await PublishAsync(version);
        }

        _feed.End();
        var text = await client.ReadAsync(streaming);

        text.Split("\"version\":").Skip(2).Select(rest => rest.Split('}')[0]).ShouldBe(
            Enumerable.Range(2, 99).Select(version => $"{version}"));
        client.IsAborted.ShouldBeFalse();
    }

    [Fact]
    public async Task Stream_NotRead_DelaysNoOther()
    {
        await PublishAsync(1);
        var streams = new EventStreams(_log, _clock);
        var (slow, quick) = (new Client(), new Client());
        var stuck = slow.FollowAsync(streams, _feed, StreamForm.Everything);
        var streaming = quick.FollowAsync(streams, _feed, StreamForm.Everything);
        for (var version = 2; version <= 10; version++)
        {
            await PublishAsync(version);
        }

        _feed.End();
        (await quick.ReadAsync(streaming)).ShouldContain("\"version\":10}");

        stuck.IsCompleted.ShouldBeFalse();
        streams.Count.ShouldBe(1);
        await slow.ReadAsync(stuck);
        streams.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Stream_ClientDisconnectsWhileBlocked_Ends()
    {
        await PublishAsync(1);
        var client = new Client();
        var streams = new EventStreams(_log, _clock);
        var streaming = client.FollowAsync(streams, _feed, StreamForm.Everything);

        client.Go();
        await streaming.WaitAsync(ServedTable.Patience, Cancellation);

        streams.Count.ShouldBe(0);
        _log.Lines.ShouldBeEmpty();
    }

    private async Task PublishAsync(int version) =>
        _feed.Publish(await _store.Flag("a", $$"""{"key":"a","version":{{version}}}""").ReadAsync());

    /// <summary>The server's side of a connection, as ASP.NET Core gives it to those who answer.</summary>
    private sealed class Client : IHttpResponseBodyFeature, IHttpRequestLifetimeFeature
    {
        private readonly Pipe _pipe = new(
            new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 0, useSynchronizationContext: false));
        private readonly CancellationTokenSource _gone = new();

        public bool IsAborted { get; private set; }

        public PipeWriter Writer => _pipe.Writer;

        public CancellationToken RequestAborted
        {
            get => _gone.Token;
            set => throw new NotSupportedException();
        }

        Stream IHttpResponseBodyFeature.Stream => _pipe.Writer.AsStream();

        public Task FollowAsync(EventStreams streams, Feed feed, StreamForm form)
        {
            var context = new DefaultHttpContext();
            context.Features.Set<IHttpResponseBodyFeature>(this);
            context.Features.Set<IHttpRequestLifetimeFeature>(this);
            return streams.RunAsync(context, feed, form);
        }

        /// <summary>Reads until the stream has ended.</summary>
        public async Task<string> ReadAsync(Task streaming)
        {
            var ending = streaming.ContinueWith(_ => _pipe.Writer.Complete(), TaskScheduler.Default);
            using var reader = new StreamReader(_pipe.Reader.AsStream(), Encoding.UTF8);
            var text = await reader.ReadToEndAsync(Cancellation).WaitAsync(ServedTable.Patience);
            await ending;
            await streaming;
            return text;
        }

        public void Go() => _gone.Cancel();

        public void Abort()
        {
            IsAborted = true;
            _gone.Cancel();
        }

        public Task CompleteAsync() => Task.CompletedTask;

        public void DisableBuffering()
        {
        }

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
