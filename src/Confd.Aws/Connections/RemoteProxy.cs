using System.Net;

namespace Confd.Aws.Connections;

/// <summary>The proxy of the process, for other machines only: services that provide this machine's credentials are accessed directly,
/// whatever <see cref="HttpClient.DefaultProxy"/> is.</summary>
/// <remarks>.NET's own implementation sends requests to 169.254.170.2, with their token, to the proxy in clear text.</remarks>
internal sealed class RemoteProxy : IWebProxy
{
    private static readonly NoProxyRules Near = new(text: null);

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => HttpClient.DefaultProxy.Credentials;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : HttpClient.DefaultProxy.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => host.Scheme != "https" || Near.Match(host) || HttpClient.DefaultProxy.IsBypassed(host);
}
