namespace Confd.Samples.LambdaFlagService;

/// <summary>Takes the body of an answer; the first byte of a stream without end ends the request instead.</summary>
/// <param name="inner">Where the bytes go.</param>
/// <param name="isStream">Whether the answer is one, as its header says.</param>
/// <param name="end">Ends the request.</param>
internal sealed class ResponseBody(MemoryStream inner, Func<bool> isStream, CancellationTokenSource end) : Stream
{
    /// <summary>True where the answer was a stream.</summary>
    public bool IsStream { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => inner.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => inner.Position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        Validate();
        inner.Write(buffer, offset, count);
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Validate();
        return inner.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Flush() => Validate();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Validate();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private void Validate()
    {
        if (isStream() && !IsStream)
        {
            IsStream = true;
            end.Cancel();
        }
    }
}
