using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Confd.Cli.Signals;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Signals;

public sealed class SignalledRunTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(PosixSignal.SIGTERM, "terminated", "redis")]
    [InlineData(PosixSignal.SIGINT, "interrupt", "redis")]
    [InlineData(PosixSignal.SIGTERM, "terminated", "vault", "--auth-type", "token", "--auth-token", "x")]
    public async Task Daemon_SignalWhileItsServerIsSilent_EndsWithZero(
        PosixSignal signal, string name, string backend, params string[] more)
    {
        using var folder = new TempDirectory();
        Directory.CreateDirectory(folder["conf.d"]);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var node = backend == "redis" ? $"{silent.LocalEndpoint}" : $"http://{silent.LocalEndpoint}";
        var host = new CapturedHost();
        var run = host.RunAsync(["--watch", "--confdir", folder.Path, backend, "--node", node, .. more]);
        using var asked = await silent.AcceptTcpClientAsync(Cancellation);
        host.Signals.Post(PosixSignal.SIGHUP);

        host.Signals.Post(signal);

        (await run.WaitAsync(Limit, Cancellation)).ShouldBe(0, host.Error);
        host.Output.ShouldContain($"Captured {name}. Initiating shutdown...");
        host.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--onetime")]
    [InlineData("--preflight")]
    public async Task Run_SignalWhileItsServerIsSilent_EndsByTheSignal(string mode)
    {
        using var folder = new TempDirectory();
        Directory.CreateDirectory(folder["conf.d"]);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var host = new CapturedHost();
        var run = host.RunAsync([mode, "--confdir", folder.Path, "redis", "--node", $"{silent.LocalEndpoint}"]);
        using var asked = await silent.AcceptTcpClientAsync(Cancellation);

        host.Signals.Post(PosixSignal.SIGTERM);

        (await run.WaitAsync(Limit, Cancellation)).ShouldBe(143, host.Error);
    }

    [Fact]
    public async Task Open_CompletesAfterTheSignal_ClosesTheResult()
    {
        var host = new CapturedHost();
        var late = new TaskCompletionSource<Opened>();
        var ending = 0;
        var opening = NewRun(host, _ => ending++).OpenAsync(_ => late.Task);
        host.Signals.Post(PosixSignal.SIGTERM);
        (await opening.WaitAsync(Limit, Cancellation)).ShouldBe((null, PosixSignal.SIGTERM));
        ending.ShouldBe(1);

        var opened = new Opened();
        late.SetResult(opened);

        await opened.Closed.WaitAsync(Limit, Cancellation);
    }

    [Fact]
    public async Task Open_WithoutASignal_ReturnsTheResult()
    {
        var host = new CapturedHost();
        host.Signals.Post(PosixSignal.SIGHUP);
        var opened = new Opened();
        var run = NewRun(host) with { Reload = () => Task.CompletedTask };

        (await run.OpenAsync(_ => Task.FromResult(opened))).Opened.ShouldBeSameAs(opened);
        opened.Closed.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGQUIT)]
    [InlineData(PosixSignal.SIGHUP)]
    public async Task Run_StopSignal_CancelsItAndSetsTheGuard(PosixSignal signal)
    {
        var captured = new CapturedHost();
        var guarded = new List<TimeSpan>();
        var run = NewRun(captured) with { Host = captured.Host with { EndWithin = guarded.Add } };
        captured.Signals.Post((PosixSignal)10);
        captured.Signals.Post(signal);

        var (result, stopped) = await run.RunAsync(UntilStoppedAsync, Cancellation).WaitAsync(Limit, Cancellation);

        result.ShouldBeNull();
        stopped.ShouldBe(signal);
        guarded.ShouldBe([Limit]);
    }

    [Fact]
    public async Task Run_TokenCancelled_ThrowsOperationCanceled()
    {
        using var stop = new CancellationTokenSource();
        var running = NewRun(new CapturedHost()).RunAsync(UntilStoppedAsync, stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(Limit, Cancellation));
    }

    private static Task<string> UntilStoppedAsync(CancellationToken stop) => new TaskCompletionSource<string>().Task.WaitAsync(stop);

    private static SignalledRun NewRun(CapturedHost host, Action<PosixSignal>? stopping = null) =>
        new(host.Host, host.Signals, Limit) { Stopping = stopping ?? (_ => { }) };

    private sealed class Opened : IAsyncDisposable
    {
        private readonly TaskCompletionSource _closed = new();

        public Task Closed => _closed.Task;

        public ValueTask DisposeAsync()
        {
            _closed.TrySetResult();
            return default;
        }
    }
}
