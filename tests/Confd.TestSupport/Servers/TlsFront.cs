using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Confd.TestSupport.Servers;

/// <summary>Ends TLS on a port of loopback, and passes on to a server what comes.</summary>
public sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Any, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly SslStreamCertificateContext _certificate;
    private readonly Uri _server;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="server">Who gets what comes.</param>
    /// <param name="certificate">Whose server this is, in PEM form, with what it sends beside.</param>
    /// <param name="key">Its key.</param>
    public TlsFront(Uri server, string certificate, string key)
    {
        _server = server;
        var sent = new X509Certificate2Collection();
        sent.ImportFromPemFile(certificate);
        _certificate = SslStreamCertificateContext.Create(
            X509Certificate2.CreateFromPemFile(certificate, key), sent, offline: true);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Breaks off what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var passing = new List<Task>();
        try
        {
            while (true)
            {
                passing.Add(PassAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(passing);
        }
    }

    // A client that does not trust it breaks off, and that is the end of its connection alone.
    private async Task PassAsync(TcpClient client)
    {
        try
        {
            using var server = new TcpClient();
            using (client)
            {
                await server.ConnectAsync(_server.Host, _server.Port, _end.Token);
                await using var plain = new SslStream(client.GetStream());
                await plain.AuthenticateAsServerAsync(new() { ServerCertificateContext = _certificate }, _end.Token);
                await Task.WhenAny(
                    plain.CopyToAsync(server.GetStream(), _end.Token), server.GetStream().CopyToAsync(plain, _end.Token));
            }
        }
        catch (Exception over) when (over is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
        }
    }
}
