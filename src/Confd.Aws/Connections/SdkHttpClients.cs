using System.Net;
using System.Net.Security;
using Amazon.Runtime;
using Confd.Shared.Tls;

namespace Confd.Aws.Connections;

/// <summary>Creates the SDK's connections as the SDK does, except for the trusted certificate authorities.</summary>
internal sealed class SdkHttpClients : HttpClientFactory
{
    private const int MaxResponseBytes = 1 << 20;

    private readonly string? _authorities;
    private readonly SslClientAuthenticationOptions _tls;

    /// <summary>Reads the certificate authorities of the environment and the profile.</summary>
    /// <exception cref="AwsException">Their file cannot be read or holds no certificate.</exception>
    public SdkHttpClients(Func<string, string?> environment)
    {
        _authorities = CaBundle.Find(environment);
        _tls = _authorities is null ? SystemTrust.CreateOptions() : CaBundle.Load(_authorities);
    }

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = clientConfig.AllowAutoRedirect,
            AutomaticDecompression = DecompressionMethods.None,
            EnableMultipleHttp2Connections = true,
            SslOptions = _tls,
        };
        if (clientConfig.ConnectTimeout is { } dialTime)
        {
            handler.ConnectTimeout = dialTime;
        }

        if (clientConfig.MaxConnectionsPerServer is { } most)
        {
            handler.MaxConnectionsPerServer = most;
        }

        if (clientConfig.GetWebProxy() is { } proxy)
        {
            handler.Proxy = proxy;
        }

        if (handler.Proxy is { } used && clientConfig.ProxyCredentials is { } credentials)
        {
            used.Credentials = credentials;
        }

        var client = new HttpClient(new CredentialHeaders(handler));
        if (clientConfig.Timeout is { } timeout)
        {
            client.Timeout = timeout;
        }

        return client;
    }

    /// <summary>Creates a client for credential services: it follows no redirects, accepts responses up to 1 MB, and uses no proxy for
    /// addresses on this machine or link, or without TLS.</summary>
    /// <param name="maxWait">The time limit of a request.</param>
    public HttpClient CreateDirect(TimeSpan maxWait) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = _tls, Proxy = new RemoteProxy() })
        {
            Timeout = maxWait,
            MaxResponseContentBufferSize = MaxResponseBytes,
        };

    /// <summary>Clients with equal settings share connections, except those with a proxy, whose settings have no text form.</summary>
    public override string? GetConfigUniqueString(IClientConfig clientConfig) =>
        clientConfig.GetWebProxy() is null && clientConfig.ProxyCredentials is null
            ? $"{clientConfig.AllowAutoRedirect} {clientConfig.HttpClientCacheSize} {clientConfig.Timeout} "
                + $"{clientConfig.MaxConnectionsPerServer} {clientConfig.ConnectTimeout} {_authorities}"
            : null;
}
