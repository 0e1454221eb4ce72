using System.Net.Sockets;
using System.Text;
using Confd.Cli.Operation;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Tests.Operation;

public sealed class SystemdNotifierTests
{
    private readonly CapturedHost _host = new();
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Notify_Socket_GetsOneDatagramPerState(bool isAbstract)
    {
        using var folder = new TempDirectory();
        var path = isAbstract ? "@confd-" + Guid.NewGuid() : folder["notify.sock"];
        using var systemd = Listen(isAbstract ? '\0' + path[1..] : path);
        using var notifier = new SystemdNotifier(path, _clock, _host.Logger());

        notifier.Ready();
        notifier.Reloading();
        notifier.Stopping();

        string[] received = [Receive(systemd), Receive(systemd), Receive(systemd)];
        received.ShouldBe(["READY=1", "RELOADING=1", "STOPPING=1"]);
        _host.Output.ShouldContain("INFO Notified systemd: RELOADING=1\n");
    }

    [Theory]
    [InlineData("/none/notify.sock")]
    [InlineData("@none")]
    [InlineData("@")]
    [InlineData("LONG")]
    [InlineData("@LONG")]
    public void Notify_SocketDoesNotExist_OnlyLogs(string path)
    {
        using var notifier = new SystemdNotifier(
            path.Replace("LONG", new string('x', 300), StringComparison.Ordinal), _clock, _host.Logger());

        notifier.Ready();
        notifier.StartWatchdog(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));

        _host.Output.ShouldContain("WARN Failed to notify systemd ready: ");
        _host.Output.ShouldContain("ERROR Failed to send watchdog ping: ");
    }

    [Fact]
    public void Watchdog_EveryInterval_SendsAPing()
    {
        using var folder = new TempDirectory();
        using var systemd = Listen(folder["notify.sock"]);
        var logger = _host.Logger();
        logger.Level = LogLevel.Debug;
        var notifier = new SystemdNotifier(folder["notify.sock"], _clock, logger);

        notifier.StartWatchdog(TimeSpan.FromMilliseconds(200));
        _clock.Advance(TimeSpan.FromMilliseconds(450));
        notifier.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(1));

        Receive(systemd).ShouldBe("WATCHDOG=1");
        Receive(systemd).ShouldBe("WATCHDOG=1");
        systemd.Available.ShouldBe(0);
        _host.Output.ShouldContain("INFO Starting systemd watchdog (interval: 200ms)\n");
        _host.Output.ShouldEndWith("DEBUG Watchdog stopped (context cancelled)\n");
    }

    [Fact]
    public void Watchdog_WorkIsStuck_SendsNoPingUntilItContinues()
    {
        using var folder = new TempDirectory();
        using var systemd = Listen(folder["notify.sock"]);
        string? stall = "the update loop is stuck: updating /x for 61 s";
        using var notifier = new SystemdNotifier(folder["notify.sock"], _clock, _host.Logger()) { FindStall = () => stall };

        notifier.StartWatchdog(TimeSpan.FromMilliseconds(200));
        _clock.Advance(TimeSpan.FromMilliseconds(450));
        systemd.Available.ShouldBe(0);
        _host.Output.Split(
            "ERROR Not sending the watchdog ping to systemd: the update loop is stuck: updating /x for 61 s\n").Length.ShouldBe(2);

        stall = null;
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        Receive(systemd).ShouldBe("WATCHDOG=1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Notify_NoSocket_DoesNothing(string? path)
    {
        using var notifier = new SystemdNotifier(path, _clock, _host.Logger());

        notifier.Ready();

        _host.Output.ShouldBeEmpty();
    }

    [Fact]
    public void Notify_NothingListens_IsAWarning()
    {
        using var notifier = new SystemdNotifier("/nowhere/notify.sock", _clock, _host.Logger());

        notifier.Ready();

        _host.Output.ShouldContain("WARN Failed to notify systemd ready: /nowhere/notify.sock: no such file or directory");
    }

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        Span<byte> buffer = stackalloc byte[256];
        return Encoding.UTF8.GetString(buffer[..socket.Receive(buffer)]);
    }
}
