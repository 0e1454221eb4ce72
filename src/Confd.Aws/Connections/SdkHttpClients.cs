using System.Net;
using System.Net.Security;
using Amazon.Runtime;
using Confd.Shared.Tls;

namespace Confd.Aws.Connections;

/// <summary>The SDK's connections, made as the SDK makes them, but for whom they trust.</summary>
internal sealed class SdkHttpClients : HttpClientFactory
{
    private const int LargestAnswer = 1 << 20;

    private readonly string? _authorities;
    private readonly SslClientAuthenticationOptions _tls;

    /// <summary>Reads what the environment and the profile say of authorities.</summary>
    /// <exception cref="AwsException">The file that they name cannot be read or holds no certificate.</exception>
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

        var client = new HttpClient(handler);
        if (clientConfig.Timeout is { } timeout)
        {
            client.Timeout = timeout;
        }

        return client;
    }

    /// <summary>A client for what hands out credentials: it follows no redirect, takes answers up to 1 MB, and asks nothing that is near,
    /// or in clear text, by a proxy.</summary>
    /// <param name="patience">How long a request may take.</param>
    public HttpClient CreateDirect(TimeSpan patience) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = _tls, Proxy = new FarProxy() })
        {
            Timeout = patience,
            MaxResponseContentBufferSize = LargestAnswer,
        };

    /// <summary>Clients of equal settings share connections, but for those with a proxy, whose settings are no text.</summary>
    public override string? GetConfigUniqueString(IClientConfig clientConfig) =>
        clientConfig.GetWebProxy() is null && clientConfig.ProxyCredentials is null
            ? $"{clientConfig.AllowAutoRedirect} {clientConfig.HttpClientCacheSize} {clientConfig.Timeout} "
                + $"{clientConfig.MaxConnectionsPerServer} {clientConfig.ConnectTimeout} {_authorities}"
            : null;
}
