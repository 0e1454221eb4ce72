using System.IO.Pipelines;
using Confd.Flags.Service.Tls;

namespace Confd.Flags.Service.Tests.Tls;

public sealed class DuplexPipeStreamTests : IDisposable
{
    private readonly Pipe _in = new();
    private readonly Pipe _out = new();
    private readonly DuplexPipeStream _stream;

    public DuplexPipeStreamTests() => _stream = new DuplexPipeStream(new Both(_in.Reader, _out.Writer));

    public void Dispose() => _stream.Dispose();

    [Fact]
    public async Task Read_ReceivedData_EndsWithTheSender()
    {
        var buffer = new byte[10];
        await _in.Writer.WriteAsync("abc"u8.ToArray(), Cancellation);

        (await _stream.ReadAsync(buffer.AsMemory(0, 2), Cancellation)).ShouldBe(2);
        (await _stream.ReadAsync(buffer.AsMemory(2), Cancellation)).ShouldBe(1);
        buffer[..3].ShouldBe("abc"u8.ToArray());
        await _in.Writer.CompleteAsync();
        (await _stream.ReadAsync(buffer, Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task Write_SentData_IsReadByTheOtherSide()
    {
        await _stream.WriteAsync("abc"u8.ToArray(), Cancellation);
        await _stream.FlushAsync(Cancellation);

        (await _out.Reader.ReadAsync(Cancellation)).Buffer.FirstSpan.ToArray().ShouldBe("abc"u8.ToArray());
    }

    [Fact]
    public void Synchronous_Calls_AreRefused()
    {
        Should.Throw<NotSupportedException>(() => _stream.Read(new byte[1], 0, 1));
        Should.Throw<NotSupportedException>(() => _stream.Write([1], 0, 1));
        Should.Throw<NotSupportedException>(_stream.Flush);
        _stream.CanSeek.ShouldBeFalse();
    }

    private sealed record Both(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
