using System.Diagnostics;

namespace Confd.Cli.Logging;

/// <summary>
/// A bounded queue before a stream that may block, such as a pipe without a reader: a separate thread writes, all others continue. What
/// does not fit is dropped and counted; as soon as the queue has been written, a line reports how many were lost.
/// </summary>
internal sealed class LogQueue : LogOutput
{
    /// <summary>How much may wait, in bytes: about 30,000 lines.</summary>
    public const int DefaultCapacity = 4 * 1024 * 1024;

    private readonly Stream _output;
    private readonly int _capacity;
    private readonly TimeSpan _stallLimit;

    // A plain object, because Monitor can wait on it.
    private readonly object _lock = new();
    private readonly Queue<(byte[] Bytes, bool IsText)> _waiting = new();
    private LogPatience _patience;
    private long _dropped;
    private int _waitingBytes;
    private int _waitingTexts;
    private bool _isWriting;
    private bool _isStalled;
    private bool _isClosed;
    private long _written;

    private LogQueue(Stream output, int capacity, TimeSpan stallLimit)
    {
        _output = output;
        _capacity = capacity;
        _stallLimit = stallLimit;
    }

    /// <inheritdoc/>
    public override long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public override LogPatience Patience
    {
        get => _patience;
        set
        {
            lock (_lock)
            {
                _patience = value;
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>Starts to write to a stream, which stays its owner's.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="capacity">How many bytes may wait.</param>
    /// <param name="stallLimit">How long a run waits for progress; 2 seconds where not given.</param>
    /// <exception cref="OutOfMemoryException">No further thread can be started.</exception>
    public static LogQueue Start(Stream output, int capacity = DefaultCapacity, TimeSpan? stallLimit = null)
    {
        var queue = new LogQueue(output, capacity, stallLimit ?? TimeSpan.FromSeconds(2));
        new Thread(queue.Serve) { IsBackground = true, Name = "log" }.Start();
        return queue;
    }

    /// <inheritdoc/>
    public override void WriteLine(ReadOnlySpan<byte> line) => Add(line.ToArray(), isText: false);

    /// <inheritdoc/>
    public override void WriteText(ReadOnlySpan<byte> text) => Add(text.ToArray(), isText: true);

    /// <summary>Waits until everything has been written, or nothing was consumed for the stall limit; for a text of a run that is not a
    /// daemon, as long as it takes.</summary>
    public override void Dispose()
    {
        lock (_lock)
        {
            while (_waiting.Count > 0 || _isWriting)
            {
                var written = _written;
                var limit = _waitingTexts > 0 && _patience == LogPatience.ForRun ? Timeout.InfiniteTimeSpan : _stallLimit;
                if (!WaitForProgress(written, limit))
                {
                    break;
                }
            }

            _dropped += _waiting.Count(item => !item.IsText);
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void Add(byte[] bytes, bool isText)
    {
        lock (_lock)
        {
            // After a loss nothing is accepted until the queue is empty, so that there is one gap and the line about it is in its place.
            while (_waitingBytes > 0 && (_waitingBytes + bytes.Length > _capacity || _dropped > 0))
            {
                if (_isClosed || !MayWait(isText) || !WaitForProgress(_written, isText ? Timeout.InfiniteTimeSpan : _stallLimit))
                {
                    _isStalled = true;
                    _dropped++;
                    return;
                }
            }

            _waiting.Enqueue((bytes, isText));
            _waitingBytes += bytes.Length;
            _waitingTexts += isText ? 1 : 0;
            Monitor.PulseAll(_lock);
        }
    }

    private bool MayWait(bool isText) => _patience == LogPatience.ForRun && (isText || (!_isStalled && _dropped == 0));

    /// <summary>Waits until something more has been written; false where nothing was within the limit, or the patience was
    /// changed.</summary>
    private bool WaitForProgress(long written, TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        var patience = _patience;
        while (_written == written)
        {
            var left = limit < TimeSpan.Zero ? limit : limit - Stopwatch.GetElapsedTime(started);
            if ((limit >= TimeSpan.Zero && left <= TimeSpan.Zero) || _patience != patience)
            {
                return false;
            }

            Monitor.Wait(_lock, left);
        }

        return true;
    }

    private void Serve()
    {
        while (Take() is { } item)
        {
            try
            {
                _output.Write(item.Bytes);
            }
            catch (Exception lost) when (lost is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // A reader that has disconnected, or a full disk behind the log, must not stop the work that is logged.
            }

            var loss = Done(item);
            if (loss > 0)
            {
                ReportLoss(loss);
            }
        }
    }

    private (byte[] Bytes, bool IsText)? Take()
    {
        lock (_lock)
        {
            while (_waiting.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_lock);
            }

            if (_isClosed)
            {
                return null;
            }

            _isWriting = true;
            return _waiting.Dequeue();
        }
    }

    private long Done((byte[] Bytes, bool IsText) item)
    {
        lock (_lock)
        {
            _waitingBytes -= item.Bytes.Length;
            _waitingTexts -= item.IsText ? 1 : 0;
            _written++;
            _isWriting = false;
            _isStalled = false;
            var loss = _waiting.Count == 0 ? _dropped : 0;
            _dropped -= loss;
            Monitor.PulseAll(_lock);
            return loss;
        }
    }
}
