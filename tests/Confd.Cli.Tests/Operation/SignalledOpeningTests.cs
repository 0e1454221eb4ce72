using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Confd.Cli.Operation;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Cli.Tests.Operation;

/// <summary>Signals while a daemon opens its backend.</summary>
public sealed class SignalledOpeningTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
        using var asked = await silent.AcceptTcpClientAsync(Ct);
        host.Signals.Post(PosixSignal.SIGHUP);

        host.Signals.Post(signal);

        (await run.WaitAsync(Limit, Ct)).ShouldBe(0, host.Error);
        host.Output.ShouldContain($"Captured {name}. Initiating shutdown...");
        host.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Opening_ThatEndsAfterTheSignal_IsClosedAgain()
    {
        using var signals = SignalQueue.Silent();
        var late = new TaskCompletionSource<Opened>();
        var ending = 0;
        var opening = new SignalledOpening(signals, NullLogger.Instance) { Ending = () => ending++ }.RunAsync(_ => late.Task);
        signals.Post(PosixSignal.SIGTERM);
        (await opening.WaitAsync(Limit, Ct)).ShouldBeNull();
        ending.ShouldBe(1);

        var opened = new Opened();
        late.SetResult(opened);

        await opened.Closed.WaitAsync(Limit, Ct);
    }

    [Fact]
    public async Task Opening_WithoutASignal_IsWhatWasOpened()
    {
        using var signals = SignalQueue.Silent();
        signals.Post(PosixSignal.SIGHUP);
        var opened = new Opened();

        (await new SignalledOpening(signals, NullLogger.Instance).RunAsync(_ => Task.FromResult(opened))).ShouldBeSameAs(opened);
        opened.Closed.IsCompleted.ShouldBeFalse();
    }

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
