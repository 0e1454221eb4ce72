using System.Runtime.InteropServices;
using Confd.Engine.Posix;
using Confd.Shared.Files;

namespace Confd.Cli.Operation;

/// <summary>
/// Standard output or standard error, unbuffered. Unlike the streams of <see cref="Console"/> it does not configure the terminal, and
/// needs no thread.
/// </summary>
internal sealed unsafe partial class StandardOutput(int descriptor) : Stream
{
    private const short Writable = 4;

    // One for each descriptor: what one call writes is not mixed with that of another, such as a line of the log.
    private static readonly Lock[] Turns = [new(), new(), new()];

    /// <summary>False where the program was started without it: output is then discarded, as the number belongs to a file of the
    /// runtime.</summary>
    public bool IsThere { get; } = StandardDescriptor.IsInherited(descriptor);

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes a short text if that is possible without waiting for a reader.</summary>
    /// <returns>False where it was not written.</returns>
    public bool TryWrite(ReadOnlySpan<byte> text)
    {
        if (!IsThere)
        {
            return true;
        }

        fixed (byte* bytes = text)
        {
            return IsReady(timeout: 0) && write(descriptor, bytes, (nuint)text.Length) == text.Length;
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!IsThere)
        {
            return;
        }

        lock (Turns[descriptor])
        {
            WriteAll(buffer);
        }
    }

    private void WriteAll(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            var done = 0;
            while (done < buffer.Length)
            {
                var count = write(descriptor, bytes + done, (nuint)(buffer.Length - done));
                if (count >= 0)
                {
                    done += (int)count;
                    continue;
                }

                var error = Marshal.GetLastPInvokeError();
                if (error == UnixError.BrokenPipe)
                {
                    // The reader, such as head(1), has closed its end.
                    return;
                }

                if (error == UnixError.TryAgain)
                {
                    // Another process that shares the stream has made it non-blocking.
                    IsReady(Timeout.Infinite);
                }
                else if (error != UnixError.Interrupted)
                {
                    throw new UnixException($"write {(descriptor == 1 ? "standard output" : "standard error")}", error);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private bool IsReady(int timeout)
    {
        var entry = new PollEntry { Descriptor = descriptor, Events = Writable };
        return poll(&entry, 1, timeout) == 1 && (entry.Answers & Writable) != 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollEntry* entries, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Answers;
    }
}
