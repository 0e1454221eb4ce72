namespace Confd.Flags.Service.Tests;

/// <summary>A file on a disk that is full at one write, and takes half of it.</summary>
/// <param name="canBeCut">False: what was written stays.</param>
internal sealed class FullDisk(bool canBeCut) : MemoryStream
{
    private int _writes;

    /// <summary>The write at which the disk is full, counted from 1.</summary>
    public int Fails { get; init; }

    /// <summary>True: it is a limit on the size of files, which the runtime calls an argument out of its range.</summary>
    public bool IsLimit { get; init; }

    /// <summary>What the file holds, also once it is closed.</summary>
    public byte[] Written => ToArray();

    public override void SetLength(long value)
    {
        if (!canBeCut)
        {
            throw new IOException("no");
        }

        base.SetLength(value);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var isFull = ++_writes == Fails;
        base.Write(isFull ? buffer[..(buffer.Length / 2)] : buffer);
        if (isFull)
        {
            throw IsLimit
                ? new ArgumentOutOfRangeException(nameof(buffer), "the file is too large")
                : (Exception)new IOException("No space left on device");
        }
    }
}
