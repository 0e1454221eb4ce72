namespace Confd.Flags.Service.Tests;

/// <summary>A file on a disk that is full at one write, and takes half of it.</summary>
/// <param name="path">The file.</param>
/// <param name="canBeCut">False: what was written stays.</param>
internal sealed class FullDisk(string path, bool canBeCut)
    : FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)
{
    private int _writes;

    /// <summary>The write at which the disk is full, counted from 1.</summary>
    public int Fails { get; init; }

    /// <summary>True: at each write.</summary>
    public bool FailsAlways { get; init; }

    /// <summary>True: it is a limit on the size of files, which the runtime calls an argument out of its range.</summary>
    public bool IsLimit { get; init; }

    /// <summary>What another process appends just before that write.</summary>
    public string Others { get; init; } = "";

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
        if (++_writes != Fails && !FailsAlways)
        {
            base.Write(buffer);
            return;
        }

        base.Write(System.Text.Encoding.UTF8.GetBytes(Others));
        base.Write(buffer[..(buffer.Length / 2)]);
        throw IsLimit
            ? new ArgumentOutOfRangeException(nameof(buffer), "the file is too large")
            : (Exception)new IOException("No space left on device");
    }
}
