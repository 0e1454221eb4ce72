using Confd.Cli.Flags.Serve;
using Confd.Cli.Tests.Support;
using Confd.Flags.Service.Receiving;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Serve;

/// <summary>A file of events on a file system that does not respond.</summary>
public sealed class ServeEventsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _log = new();

    [Theory]
    [InlineData("/dev/stdout", true)]
    [InlineData("/proc/self/fd/1", true)]
    [InlineData("/dev/fd/2", false)]
    [InlineData("/dev/stderr", false)]
    public async Task OpenStandard_NameOfAStandardStream_WritesThere(string name, bool isOutput)
    {
        var host = new CapturedHost();
        await using (var events = ServeEvents.OpenStandard(name, host.Host, _log).ShouldNotBeNull())
        {
            events.Reopen();
            events.TryAccept(new ReceivedEvents
            {
                Environment = "prod",
                Kind = EventKind.Analytics,
                Path = "/bulk",
                Body = "[1]"u8.ToArray(),
                ReceivedAt = DateTimeOffset.UnixEpoch,
            }).ShouldBeTrue();
        }

        (isOutput ? host.Output : host.ErrorLog).ShouldEndWith("\"events\":[1]}\n");
        _log.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/../dev/stdout")]
    [InlineData("events.jsonl")]
    public void OpenStandard_AnotherName_IsAFile(string name) =>
        ServeEvents.OpenStandard(name, new CapturedHost().Host, _log).ShouldBeNull();

    [Fact]
    public async Task Open_FileSystemHangs_EndsTheStartWithAMessage()
    {
        using var never = new HangingReceiver();
        var opening = ServeEvents.OpenFileAsync("events.jsonl", never.Open, _clock, Cancellation);
        await _clock.WaitForTimersAsync(1, Cancellation);

        _clock.Advance(ServeEvents.FileTime);

        (await Should.ThrowAsync<ConfigurationException>(opening.WaitAsync(Limit, Cancellation))).Message
            .ShouldBe("events cannot be written to events.jsonl: it could not be opened within 10s");
    }

    [Fact]
    public async Task Open_FileSystemHangsAndASignalCame_Ends()
    {
        using var never = new HangingReceiver();
        using var stop = new CancellationTokenSource();
        var opening = ServeEvents.OpenFileAsync("events.jsonl", never.Open, _clock, stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(opening.WaitAsync(Limit, Cancellation));
    }

    [Fact]
    public async Task End_FileSystemHangs_DoesNotBlock()
    {
        using var never = new HangingReceiver();
        var ending = new ServeEvents(never, _clock, _log).DisposeAsync().AsTask();
        await _clock.WaitForTimersAsync(1, Cancellation);

        _clock.Advance(ServeEvents.FileTime);

        await ending.WaitAsync(Limit, Cancellation);
        _log.Text.ShouldContain("Events could not be written within 10s at the end");
    }

    // Each call takes its thread until the test is over.
    private sealed class HangingReceiver : IEventReceiver, IAsyncDisposable, IDisposable
    {
        private readonly ManualResetEventSlim _end = new();

        public bool TryAccept(ReceivedEvents events) => true;

        public IEventReceiver Open()
        {
            _end.Wait(Cancellation);
            return this;
        }

        public ValueTask DisposeAsync()
        {
            _end.Wait(Cancellation);
            return default;
        }

        public void Dispose() => _end.Set();
    }
}
