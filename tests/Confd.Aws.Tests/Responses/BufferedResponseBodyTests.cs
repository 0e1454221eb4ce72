using System.Net;
using Amazon.Runtime.EventStreams;
using Amazon.Runtime.Internal.Transform;
using Confd.Aws.Responses;

namespace Confd.Aws.Tests.Responses;

/// <summary>A body is read completely or not at all, whatever its length and whatever Content-Length said.</summary>
public sealed class BufferedResponseBodyTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(65_535, 65_535)]
    [InlineData(65_536, 65_536)]
    [InlineData(65_537, -1)]
    [InlineData(300_000, -1)]
    [InlineData(300_000, 10)]
    [InlineData(10, 300_000)]
    [InlineData(5_000_000, 5_000_000)]
    public async Task Read_Body_IsCompleteWhateverContentLengthSays(int length, long announced)
    {
        var bytes = Pattern(length);
        using var answer = new Answer(new MemoryStream(bytes), announced);

        using var body = (await BufferedResponseBody.ReadAsync(answer, Cancellation)).ShouldNotBeNull();

        body.Bytes.SequenceEqual(bytes).ShouldBeTrue();
        using var again = await body.OpenResponseAsync();
        again.Length.ShouldBe(length, "readers may open it as often as they like");
        again.CanWrite.ShouldBeFalse();
        using var once = body.OpenResponse();
        var copy = new MemoryStream();
        await once.CopyToAsync(copy, Cancellation);
        copy.ToArray().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public async Task Read_BodyByteByByte_IsComplete()
    {
        var bytes = Pattern(70_000);
        using var answer = new Answer(new Slow(bytes, most: 7), -1);

        using var body = (await BufferedResponseBody.ReadAsync(answer, Cancellation)).ShouldNotBeNull();

        body.Bytes.SequenceEqual(bytes).ShouldBeTrue();
    }

    [Theory]
    [InlineData(BufferedResponseBody.MaxBytes, true)]
    [InlineData(BufferedResponseBody.MaxBytes + 1, false)]
    public async Task Read_BodyAtTheLimit_IsAcceptedAndAboveItNot(int length, bool isTaken)
    {
        using var announced = new Answer(new Zeros(length), length);
        using var silent = new Answer(new Zeros(length), -1);

        using var one = await BufferedResponseBody.ReadAsync(announced, Cancellation);
        using var other = await BufferedResponseBody.ReadAsync(silent, Cancellation);

        (one is not null, other is not null).ShouldBe((isTaken, isTaken));
        (announced.Body as Zeros)!.Given.ShouldBe(isTaken ? length : 0, "what is announced as too large is not even begun");
    }

    [Fact]
    public async Task Read_ConnectionBreaks_IsItsError()
    {
        using var answer = new Answer(new Slow(Pattern(100), most: 10) { BreaksAfter = 50 }, 100);

        (await Should.ThrowAsync<IOException>(() => BufferedResponseBody.ReadAsync(answer, Cancellation))).Message.ShouldBe("reset");
    }

    [Fact]
    public async Task Read_Cancelled_ThrowsOperationCanceled()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        using var answer = new Answer(new Slow(Pattern(100), most: 10), 100);

        await Should.ThrowAsync<OperationCanceledException>(() => BufferedResponseBody.ReadAsync(answer, stop.Token));
    }

    [Fact]
    public async Task Dispose_Twice_ReturnsTheBufferOnceAndClearsIt()
    {
        using var answer = new Answer(new MemoryStream(Pattern(100)), 100);
        var body = (await BufferedResponseBody.ReadAsync(answer, Cancellation)).ShouldNotBeNull();

        body.Dispose();
        body.Dispose();

        body.Bytes.Length.ShouldBe(0);
        using var stream = body.OpenResponse();
        stream.Length.ShouldBe(0);
    }

    // It may hold a secret, and the next user of the pool gets the buffer.
    [Theory]
    [InlineData(1_000)]
    [InlineData(300_000)]
    public async Task Dispose_Buffer_NoLongerHoldsTheResponse(int length)
    {
        var bytes = Pattern(length);
        using var answer = new Answer(new MemoryStream(bytes), length);
        var body = (await BufferedResponseBody.ReadAsync(answer, Cancellation)).ShouldNotBeNull();
        var buffer = ((MemoryStream)body.OpenResponse()).GetBuffer();
        buffer.AsSpan().StartsWith(bytes).ShouldBeTrue();

        body.Dispose();

        buffer.AsSpan().IndexOf(bytes.AsSpan(1, 500)).ShouldBe(-1);
    }

    [Fact]
    public async Task CheckedResponse_Response_HasItsStatusHeadersAndBufferedBody()
    {
        using var answer = new Answer(new MemoryStream(Pattern(3)), 3);
        using var body = (await BufferedResponseBody.ReadAsync(answer, Cancellation)).ShouldNotBeNull();

        var read = new CheckedResponse(answer, body);

        read.ResponseBody.ShouldBeSameAs(body);
        (read.StatusCode, read.IsSuccessStatusCode, read.ContentLength, read.ContentType).ShouldBe((HttpStatusCode.OK, true, 3, "text/x"));
        read.GetHeaderNames().ShouldBe(["X-One"]);
        (read.IsHeaderPresent("X-One"), read.GetHeaderValue("X-One")).ShouldBe((true, "1"));
    }

    private static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(index => (byte)(index * 31))];

    /// <summary>What the SDK hands over, with any body and any announced length.</summary>
    private sealed class Answer(Stream body, long announced) : IWebResponseData, IHttpResponseBody
    {
        public Stream Body => body;

        public long ContentLength => announced;

        public string ContentType => "text/x";

        public HttpStatusCode StatusCode => HttpStatusCode.OK;

        public bool IsSuccessStatusCode => true;

        public IHttpResponseBody ResponseBody => this;

        public string[] GetHeaderNames() => ["X-One"];

        public bool IsHeaderPresent(string headerName) => headerName == "X-One";

        public string GetHeaderValue(string headerName) => headerName == "X-One" ? "1" : "";

        public bool IsEventHeaderPresent(string headerName) => false;

        public IEventStreamHeader GetEventStreamHeader(string headerName) => throw new NotSupportedException();

        public Stream OpenResponse() => body;

        public Task<Stream> OpenResponseAsync() => Task.FromResult(body);

        public void Dispose() => body.Dispose();
    }

    /// <summary>Gives few bytes at a time, and may break.</summary>
    private sealed class Slow(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public int BreaksAfter { get; init; } = int.MaxValue;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Position >= BreaksAfter
                ? throw new IOException("reset")
                : base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
        }
    }

    /// <summary>A stream of that many zeros, without holding them.</summary>
    private sealed class Zeros(int length) : MemoryStream
    {
        public int Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(buffer.Length, length - Given);
            Given += count;
            return ValueTask.FromResult(count);
        }
    }
}
