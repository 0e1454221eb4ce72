using Confd.Cli.Logging;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Tests.Logging;

/// <summary>A log whose reader has stopped reading.</summary>
public sealed class LogQueueTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);
    private readonly HeldStream _stream = new();

    public void Dispose() => _stream.Dispose();

    [Fact]
    public async Task Daemon_ReaderStops_ContinuesAndReportsHowManyLinesWereLost()
    {
        using var queue = LogQueue.Start(_stream, capacity: 1000);
        var logger = new LineLogger(queue, CapturedHost.Origin, new FakeTimeProvider()) { Patience = LogPatience.ForDaemon };
        logger.LogInformation("first");
        await _stream.WaitForWriterAsync();

        for (var count = 0; count < 500; count++)
        {
            logger.LogInformation("line");
        }

        queue.Dropped.ShouldBeGreaterThan(0);
        var dropped = queue.Dropped;
        _stream.Release();
        await _stream.WaitForAsync("log lines were dropped");
        logger.LogInformation("last");
        await _stream.WaitForAsync("INFO last");

        var lines = _stream.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Count(line => line.EndsWith("INFO line", StringComparison.Ordinal)).ShouldBe(500 - (int)dropped);
        lines[^2].ShouldEndWith($"WARN {dropped} log lines were dropped here: standard output was not read in time");
    }

    [Fact]
    public async Task Run_ReaderStops_WaitsBrieflyAndContinues()
    {
        using var queue = LogQueue.Start(_stream, capacity: 100, Soon);
        queue.WriteLine("first\n"u8);
        await _stream.WaitForWriterAsync();
        for (var count = 0; count < 500; count++)
        {
            queue.WriteLine("line\n"u8);
        }

        queue.Dropped.ShouldBeGreaterThan(400);
    }

    [Fact]
    public async Task Run_RequestedOutput_IsWrittenCompletelyToASlowReader()
    {
        var queue = LogQueue.Start(_stream, capacity: 100, Soon);
        queue.WriteText("first\n"u8);
        await _stream.WaitForWriterAsync();
        var writing = Task.Run(
            () =>
            {
                for (var count = 0; count < 100; count++)
                {
                    queue.WriteText("text\n"u8);
                }

                queue.Dispose();
            },
            Cancellation);

        _stream.Release();
        await writing.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        queue.Dropped.ShouldBe(0);
        _stream.Text.ShouldBe("first\n" + string.Concat(Enumerable.Repeat("text\n", 100)));
    }

    [Fact]
    public async Task Run_SignalWhileOutputIsPending_DropsTheOutput()
    {
        using var queue = LogQueue.Start(_stream, capacity: 10, Soon);
        queue.WriteText("0123456789"u8);
        await _stream.WaitForWriterAsync();
        var writing = Task.Run(() => queue.WriteText("more"u8), Cancellation);

        queue.Patience = LogPatience.ForDaemon;

        await writing.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task Dispose_NoReader_EndsAndCountsTheLostLines()
    {
        var queue = LogQueue.Start(_stream, stallLimit: Soon);
        queue.Patience = LogPatience.ForDaemon;
        queue.WriteLine("first\n"u8);
        await _stream.WaitForWriterAsync();
        queue.WriteLine("second\n"u8);

        queue.Dispose();

        queue.Dropped.ShouldBe(1);
    }

    /// <summary>A pipe that takes nothing until it is released.</summary>
    private sealed class HeldStream : SignalledStream
    {
        private readonly ManualResetEventSlim _released = new();
        private readonly TaskCompletionSource _writing = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.Set();

        public Task WaitForWriterAsync() => _writing.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _writing.TrySetResult();
            _released.Wait();
            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            _released.Set();
            base.Dispose(disposing);
        }
    }
}
