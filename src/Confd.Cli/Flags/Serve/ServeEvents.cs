using Confd.Flags.Service.Receiving;
using Confd.Shared.Tls;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Flags.Serve;

/// <summary>Who gets the events of LaunchDarkly's SDKs, with what has to be closed after it.</summary>
internal sealed class ServeEvents : IAsyncDisposable
{
    private static readonly TimeSpan SendTime = TimeSpan.FromSeconds(10);

    private HttpClient? _http;

    /// <summary>Gets them; null: they are dropped.</summary>
    public IEventReceiver? Receiver { get; private init; }

    /// <summary>Opens what the settings ask for.</summary>
    /// <exception cref="ConfigurationException">The file cannot be written.</exception>
    public static ServeEvents Open(ServeSettings settings, TimeProvider clock, ILogger log)
    {
        switch (settings.Events)
        {
            case EventsTarget.Drop:
                return new ServeEvents();
            case EventsTarget.Forward:
                // A key must not follow a redirection to another address.
                var handler = new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = SystemTrust.CreateOptions() };
                var http = new HttpClient(handler) { Timeout = SendTime };
                return new ServeEvents { _http = http, Receiver = new EventForwarder(http, settings.EventsUrl, clock, log) };
            default:
                try
                {
                    return new ServeEvents { Receiver = new EventFile(settings.Events, log) };
                }
                catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
                {
                    throw new ConfigurationException($"events cannot be written to {settings.Events}: {problem.Message}", problem);
                }
        }
    }

    /// <summary>Goes on in a file that took the place of the one before.</summary>
    public void Reopen() => (Receiver as EventFile)?.Reopen();

    /// <summary>Lets what is waiting be written or sent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Receiver is IAsyncDisposable receiver)
        {
            await receiver.DisposeAsync();
        }

        _http?.Dispose();
    }
}
