using System.Text;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.TestSupport;

namespace Confd.Flags.Sync.Tests.LaunchDarkly;

public sealed class ServerSentEventReaderTests
{
    [Theory]
    [InlineData("data: a\n\n", "message|a")]
    [InlineData("event: put\ndata: {\"x\":1}\n\n", "put|{\"x\":1}")]
    [InlineData("event:put\r\ndata:a\r\n\r\n", "put|a")]
    [InlineData("event: put\rdata: a\r\r", "put|a")]
    [InlineData("data: a\ndata:  b\ndata\n\n", "message|a\n b\n")]
    [InlineData(": comment\n\ndata: a\nid: 5\nretry: 9\nother\n\n", "message|a")]
    [InlineData("event: put\n\ndata: a\n\n", "message|a")]
    [InlineData("data: cut off\n", "")]
    [InlineData("\uFEFFdata: a\n\n", "message|a")]
    [InlineData("\uFEFF\uFEFFdata: a\n\ndata: b\n\n", "message|b")]
    [InlineData("data: a\n\n\uFEFFdata: b\n\n", "message|a")]
    [InlineData("\r\n\r\ndata: a\r\n\r\n\r\n", "message|a")]
    [InlineData("data: a\r\rdata: b\n\rdata: c\r\n\n", "message|a;message|b;message|c")]
    [InlineData("data\n\ndata:\n\ndata: \n\n", "message|;message|;message|")]
    [InlineData("event\ndata: a\n\n", "message|a")]
    [InlineData("event: x\nevent: y\ndata: a\n\ndata: b\n\n", "y|a;message|b")]
    [InlineData(" data: a\nDATA: b\ndata : c\n\n", "")]
    [InlineData("event: x\ndata: ü\n\nevent: y\ndata: z\n\n", "x|ü;y|z")]
    public async Task Read_AnyStream_GivesItsEventsHoweverItIsSplit(string text, string expected)
    {
        foreach (var pieceBytes in new[] { 1, 2, 3, 1000 })
        {
            var events = await ReadAsync(new PieceStream(Encoding.UTF8.GetBytes(text), () => pieceBytes));

            string.Join(';', events).ShouldBe(expected, $"in pieces of {pieceBytes}");
        }
    }

    /// <summary>Texts of the pieces of which the format is made, cut anywhere, also inside a letter: always as if they had come
    /// whole.</summary>
    [Fact]
    public async Task Read_RandomPieces_GiveTheEventsOfTheWhole()
    {
        string[] parts =
            [
                "\ndata:", "\rdata: ", "\r\nevent: ", "data", "event", "id", "retry", ":", ": ", "\n", "\n", "\r", "\r\n", "\n\n", "a", "é",
                "日本", "🚩", "\uFEFF", " ", "\0", "{\"x\":1}",
            ];
        var found = 0;
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var bytes = Encoding.UTF8.GetBytes(string.Concat(random.GetItems(parts, random.Next(40))));

            var whole = await ReadAsync(new MemoryStream(bytes));
            var cut = await ReadAsync(new PieceStream(bytes, () => 1 + random.Next(5)));

            cut.ShouldBe(whole, $"seed {seed}");
            found += whole.Count;
        }

        found.ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task Read_LongerThanTheBuffer_IsComplete()
    {
        var data = new string('x', 5_000_000);
        await using var stream = new MemoryStream(Encoding.UTF8.GetBytes($"data: {data}\n\n"));

        await foreach (var each in new ServerSentEventReader(stream, TimeSpan.FromMinutes(5), TimeProvider.System)
            .ReadAsync(Cancellation))
        {
            Text(each).ShouldBe(data);
        }
    }

    [Fact]
    public async Task Read_SilentTooLong_TimesOutUnlessCommentsArrive()
    {
        var clock = new FakeTimeProvider();
        var pipe = new System.IO.Pipelines.Pipe();
        var events = new ServerSentEventReader(pipe.Reader.AsStream(), TimeSpan.FromMinutes(5), clock)
            .ReadAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        var next = events.MoveNextAsync();
        clock.Advance(TimeSpan.FromMinutes(4));
        await pipe.Writer.WriteAsync(":\n"u8.ToArray(), Cancellation);
        await pipe.Writer.WriteAsync("data: a\n\n"u8.ToArray(), Cancellation);
        (await next).ShouldBeTrue();
        next = events.MoveNextAsync();
        clock.Advance(TimeSpan.FromMinutes(4));
        next.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));

        await Should.ThrowAsync<TimeoutException>(async () => await next);
        await events.DisposeAsync();
    }

    // What takes an event may take longer than that, such as a table that is down.
    [Fact]
    public async Task Read_EventHandledLongerThanTheTimeout_DoesNotTimeOut()
    {
        var clock = new FakeTimeProvider();
        var pipe = new System.IO.Pipelines.Pipe();
        var events = new ServerSentEventReader(pipe.Reader.AsStream(), TimeSpan.FromMinutes(5), clock)
            .ReadAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        await pipe.Writer.WriteAsync("data: a\n\n"u8.ToArray(), Cancellation);
        (await events.MoveNextAsync()).ShouldBeTrue();

        clock.Advance(TimeSpan.FromMinutes(6));
        await pipe.Writer.WriteAsync("data: b\n\n"u8.ToArray(), Cancellation);
        (await events.MoveNextAsync()).ShouldBeTrue();
        Text(events.Current).ShouldBe("b");

        clock.Advance(TimeSpan.FromMinutes(6));
        var next = events.MoveNextAsync();
        clock.Advance(TimeSpan.FromMinutes(4));
        next.IsCompleted.ShouldBeFalse("the silence begins with the wait");
        clock.Advance(TimeSpan.FromMinutes(1));
        await Should.ThrowAsync<TimeoutException>(async () => await next);
        await events.DisposeAsync();
    }

    // It is held for as long as the stream is silent, and the first event has all flags.
    [Fact]
    public async Task Event_AfterTheNextIsRead_HoldsNoData()
    {
        await using var stream = new MemoryStream("data: a\n\ndata: b\n\n"u8.ToArray());
        ServerSentEvent? last = null;
        await foreach (var each in new ServerSentEventReader(stream, TimeSpan.FromMinutes(5), TimeProvider.System)
            .ReadAsync(Cancellation))
        {
            last?.Data.IsEmpty.ShouldBeTrue();
            last = each;
        }

        last.ShouldNotBeNull().Data.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_InvalidUtf8_BecomesReplacementCharacters()
    {
        (await ReadAsync(new MemoryStream([.. "data: a"u8, 0xff, .. "b\n\n"u8]))).ShouldBe(["message|a\ufffdb"]);
    }

    private static string Text(ServerSentEvent each) => Encoding.UTF8.GetString(each.Data.Span);

    private static async Task<List<string>> ReadAsync(Stream stream)
    {
        await using var owned = stream;
        var events = new List<string>();
        await foreach (var each in new ServerSentEventReader(stream, TimeSpan.FromMinutes(5), TimeProvider.System)
            .ReadAsync(Cancellation))
        {
            events.Add($"{each.Type}|{Text(each)}");
        }

        return events;
    }

    private sealed class PieceStream(byte[] bytes, Func<int> nextPieceBytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(nextPieceBytes(), buffer.Length)], cancellationToken);
    }
}
