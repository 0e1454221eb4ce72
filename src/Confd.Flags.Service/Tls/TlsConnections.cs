using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Confd.Following;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Confd.Flags.Service.Tls;

/// <summary>Adds TLS to the connections of a listener. Kestrel's own TLS needs a host with its services.</summary>
internal sealed class TlsConnections(TlsCertificate certificate, TimeProvider clock)
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    // Idle streams hold no buffer: with zero-byte reads one is allocated when there is something to read.
    private static readonly StreamPipeReaderOptions Reading = new(leaveOpen: true, useZeroByteReads: true);
    private static readonly StreamPipeWriterOptions Writing = new(leaveOpen: true);

    /// <summary>Completes the handshake, then serves the connection; closes it if the handshake fails.</summary>
    public async Task RunAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        var raw = connection.Transport;
        var tls = new SslStream(new DuplexPipeStream(raw), leaveInnerStreamOpen: false);
        await using (tls.ConfigureAwait(false))
        {
            if (!await TryShakeHandsAsync(tls, connection).ConfigureAwait(false))
            {
                return;
            }

            var input = PipeReader.Create(tls, Reading);
            var output = PipeWriter.Create(tls, Writing);
            connection.Transport = new Pipes(input, output);
            connection.Features.Set<ITlsConnectionFeature>(Tls.Instance);
            connection.Features.Set<ITlsApplicationProtocolFeature>(new Negotiated(tls.NegotiatedApplicationProtocol.Protocol));
            try
            {
                await next(connection).ConfigureAwait(false);
            }
            finally
            {
                await input.CompleteAsync().ConfigureAwait(false);
                await output.CompleteAsync().ConfigureAwait(false);
                connection.Transport = raw;
            }
        }
    }

    private async Task<bool> TryShakeHandsAsync(SslStream tls, ConnectionContext connection)
    {
        using var limit = new TimeLimit(HandshakeTime, clock, connection.ConnectionClosed);
        try
        {
            var options = new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.Current,
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                EnabledSslProtocols = SslProtocols.None,
                AllowRenegotiation = false,
            };
            await tls.AuthenticateAsServerAsync(options, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException or OperationCanceledException)
        {
            // A client that does not speak TLS, does not trust the certificate, or sends nothing.
            return false;
        }
    }

    // Marks requests as received over TLS; clients have no certificate.
    private sealed class Tls : ITlsConnectionFeature
    {
        public static readonly Tls Instance = new();

        public X509Certificate2? ClientCertificate
        {
            get => null;
            set => throw new NotSupportedException();
        }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
            Task.FromResult<X509Certificate2?>(null);
    }

    // By which Kestrel decides between HTTP/1.1 and HTTP/2.
    private sealed record Negotiated(ReadOnlyMemory<byte> ApplicationProtocol) : ITlsApplicationProtocolFeature;

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
