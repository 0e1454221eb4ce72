using System.Buffers.Text;
using System.Net.Sockets;

namespace Confd.Flags.Load;

/// <summary>Reads answers that have a length.</summary>
internal sealed class AnswerReader(Socket socket)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;

    /// <summary>Reads one, and answers its status.</summary>
    public async Task<int> ReadAsync()
    {
        int end;
        while ((end = _buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await FillAsync();
        }

        var head = _buffer.AsSpan(0, end);
        if (!Utf8Parser.TryParse(head[9..], out int status, out _))
        {
            throw new InvalidDataException("the answer has no status");
        }

        var whole = end + 4 + LengthOf(head);
        if (_buffer.Length < whole)
        {
            Array.Resize(ref _buffer, whole);
        }

        while (_length < whole)
        {
            await FillAsync();
        }

        _length = 0;
        return status;
    }

    private static int LengthOf(ReadOnlySpan<byte> head)
    {
        var name = "\r\nContent-Length: "u8;
        var start = head.IndexOf(name);
        return start >= 0 && Utf8Parser.TryParse(head[(start + name.Length)..], out int length, out _) ? length : 0;
    }

    private async Task FillAsync()
    {
        var read = await socket.ReceiveAsync(_buffer.AsMemory(_length));
        _length = read > 0 ? _length + read : throw new IOException("the connection was closed");
    }
}
