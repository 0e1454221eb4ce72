using Confd.Cli.Operation;
using Confd.Engine.Documents;
using Confd.Flags.Service.Receiving;
using Confd.Shared.Tls;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Flags.Serve;

/// <summary>The receiver of the events of LaunchDarkly's SDKs, and the resources to close after it. A file system that hangs delays neither
/// the start nor the end.</summary>
/// <param name="receiver">Receives the events; null: they are dropped.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">Logs events that could not be written at the end.</param>
internal sealed partial class ServeEvents(IEventReceiver? receiver, TimeProvider clock, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan SendTime = TimeSpan.FromSeconds(10);

    private HttpClient? _http;

    /// <summary>How long opening the file may take, and writing the waiting events at the end.</summary>
    public static TimeSpan FileTime { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Receives the events; null: they are dropped.</summary>
    public IEventReceiver? Receiver { get; } = receiver;

    /// <summary>Opens the receiver of the settings.</summary>
    /// <exception cref="ConfigurationException">The file cannot be written.</exception>
    public static async Task<ServeEvents> OpenAsync(ServeSettings settings, CliHost host, ILogger log, CancellationToken stop)
    {
        var clock = host.Clock;
        switch (settings.Events)
        {
            case EventsTarget.Drop:
                return new ServeEvents(null, clock, log);
            case EventsTarget.Forward:
                // A key must not follow a redirect to another address.
                var handler = new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = SystemTrust.CreateOptions() };
                var http = new HttpClient(handler) { Timeout = SendTime };
                return new ServeEvents(new EventForwarder(http, settings.EventsUrl, clock, log), clock, log) { _http = http };
            case var name when OpenStandard(name, host, log) is { } standard:
                return new ServeEvents(standard, clock, log);
            default:
                return new ServeEvents(
                    await OpenFileAsync(settings.Events, () => new EventFile(settings.Events, log), clock, stop), clock, log);
        }
    }

    /// <summary>A receiver that writes to the program's standard output or error; null for every other name.</summary>
    /// <remarks>By name, and without opening anything: what else leads to a pipe or a device may be another's, or may have been put
    /// there.</remarks>
    /// <exception cref="ConfigurationException">The program was started without it.</exception>
    public static EventFile? OpenStandard(string name, CliHost host, ILogger log)
    {
        var stream = name switch
        {
            "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1" => host.Output,
            "/dev/stderr" or "/dev/fd/2" or "/proc/self/fd/2" => host.OpenErrorLog(),
            _ => null,
        };
        return stream switch
        {
            null => null,
            StandardOutput { IsThere: false } =>
                throw new ConfigurationException($"events cannot be written to {name}: the program was started without it"),
            _ => new EventFile(stream, name, log),
        };
    }

    /// <summary>Opens a file, within <see cref="FileTime"/>.</summary>
    /// <exception cref="ConfigurationException">It cannot be opened.</exception>
    public static async Task<IEventReceiver> OpenFileAsync(
        string name, Func<IEventReceiver> open, TimeProvider clock, CancellationToken stop)
    {
        var opening = Task.Run(open, CancellationToken.None);
        try
        {
            return await opening.WaitAsync(FileTime, clock, stop);
        }
        catch (TimeoutException late) when (!opening.IsCompleted)
        {
            throw new ConfigurationException(
                $"events cannot be written to {name}: it could not be opened within {DurationText.Format(FileTime)}", late);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"events cannot be written to {name}: {problem.Message}", problem);
        }
    }

    /// <summary>Opens the file again, which may have been rotated.</summary>
    public void Reopen() => (Receiver as EventFile)?.Reopen();

    /// <summary>Waits until the waiting events are written or sent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Receiver is IAsyncDisposable receiver)
        {
            var closing = Task.Run(() => receiver.DisposeAsync().AsTask());
            try
            {
                await closing.WaitAsync(FileTime, clock);
            }
            catch (TimeoutException) when (!closing.IsCompleted)
            {
                LogNotClosed(log, DurationText.Format(FileTime));
            }
        }

        _http?.Dispose();
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Events could not be written within {Time} at the end; those that were waiting are lost")]
    private static partial void LogNotClosed(ILogger logger, string time);
}
