using System.Net.Sockets;
using System.Text;
using Confd.Engine.Documents;
using Confd.Engine.Posix;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Operation;

/// <summary>
/// The service side of systemd's notification protocol (sd_notify): one datagram per state change to the socket that
/// <c>NOTIFY_SOCKET</c> names; a name that starts with <c>@</c> is an abstract socket.
/// </summary>
/// <remarks>Without the socket nothing is sent and nothing is logged. A failure to send is logged and never stops the program.</remarks>
internal sealed partial class SystemdNotifier : IDisposable
{
    private readonly string? _socketPath;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private ITimer? _watchdog;
    private bool _isStalled;

    /// <summary>Creates a notifier that has sent nothing yet.</summary>
    /// <param name="socketPath">The value of <c>NOTIFY_SOCKET</c>; null or empty where there is no systemd.</param>
    /// <param name="clock">Measures the watchdog's interval.</param>
    /// <param name="logger">Logs one line per datagram.</param>
    public SystemdNotifier(string? socketPath, TimeProvider clock, ILogger logger)
    {
        _socketPath = string.IsNullOrEmpty(socketPath) ? null : socketPath;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Reports that the program has started, or has reloaded its configuration.</summary>
    public void Ready() => Announce("ready", "READY=1");

    /// <summary>Reports that the program reloads its configuration; <see cref="Ready"/> follows.</summary>
    public void Reloading() => Announce("reloading", "RELOADING=1");

    /// <summary>Reports that the program is about to end.</summary>
    public void Stopping() => Announce("stopping", "STOPPING=1");

    /// <summary>Returns the operation in which the work is stuck; null where it makes progress, which the watchdog's messages
    /// confirm.</summary>
    public Func<string?> FindStall { get; init; } = () => null;

    /// <summary>Sends a watchdog message at every interval until disposed, while the work makes progress.</summary>
    public void StartWatchdog(TimeSpan interval)
    {
        LogWatchdog(_logger, DurationText.Format(interval));
        _watchdog = _clock.CreateTimer(_ => Beat(), null, interval, interval);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_watchdog is not null)
        {
            _watchdog.Dispose();
            LogWatchdogStopped(_logger);
        }
    }

    private void Beat()
    {
        if (FindStall() is { } stall)
        {
            if (!_isStalled)
            {
                LogStalled(_logger, stall);
            }

            _isStalled = true;
            return;
        }

        _isStalled = false;
        try
        {
            if (Send("WATCHDOG=1"))
            {
                LogPing(_logger);
            }
        }
        catch (Exception problem) when (problem is SocketException or IOException)
        {
            LogPingFailed(_logger, Reason(problem));
        }
    }

    private void Announce(string change, string state)
    {
        try
        {
            if (Send(state))
            {
                LogNotified(_logger, state);
            }
        }
        catch (Exception problem) when (problem is SocketException or IOException)
        {
            LogNotNotified(_logger, change, _socketPath, Reason(problem));
        }
    }

    // .NET reports a missing socket as an address that this machine does not have.
    private string Reason(Exception problem) =>
        problem is SocketException { SocketErrorCode: SocketError.AddressNotAvailable } && !File.Exists(_socketPath)
            ? "no such file or directory"
            : FailureText.Of(problem).Redacted;

    private bool Send(string state)
    {
        if (_socketPath is null)
        {
            return false;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo(
            Encoding.UTF8.GetBytes(state),
            Address(_socketPath[0] == '@' ? '\0' + _socketPath[1..] : _socketPath));
        return true;
    }

    private static UnixDomainSocketEndPoint Address(string path)
    {
        try
        {
            return new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentException problem)
        {
            throw new IOException("no socket can have this name: it is too long", problem);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Notified systemd: {State}")]
    private static partial void LogNotified(ILogger logger, string state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to notify systemd {Change}: {Socket}: {Reason}")]
    private static partial void LogNotNotified(ILogger logger, string change, string? socket, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting systemd watchdog (interval: {Interval})")]
    private static partial void LogWatchdog(ILogger logger, string interval);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Watchdog stopped (context cancelled)")]
    private static partial void LogWatchdogStopped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Not sending the watchdog ping to systemd: {Stall}")]
    private static partial void LogStalled(ILogger logger, string stall);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Sent watchdog ping to systemd")]
    private static partial void LogPing(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to send watchdog ping: {Reason}")]
    private static partial void LogPingFailed(ILogger logger, string reason);
}
