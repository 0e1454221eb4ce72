using System.Globalization;
using System.Net;

namespace Confd.Aws.Connections;

/// <summary>
/// The proxies of the environment, by the rules of Go programs: <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c> and <c>NO_PROXY</c>, each also in
/// lower case; <c>ALL_PROXY</c> where the one of the scheme is not set.
/// </summary>
/// <remarks>
/// .NET's own implementation of <c>NO_PROXY</c> supports no networks, ports or <c>*</c>, and sends requests for this machine to the proxy.
/// To use these rules for all HTTP clients of a process, including those of the AWS SDK: <c>HttpClient.DefaultProxy =
/// EnvironmentProxy.Create() ?? HttpClient.DefaultProxy;</c> before the first request. This library does not do that by itself.
/// </remarks>
public sealed class EnvironmentProxy : IWebProxy
{
    private const int DefaultSocksPort = 1080;

    private readonly Uri? _forHttp;
    private readonly Uri? _forHttps;
    private readonly NoProxyRules _direct;

    private EnvironmentProxy(Uri? forHttp, Uri? forHttps, ICredentials? credentials, NoProxyRules direct)
    {
        _forHttp = forHttp;
        _forHttps = forHttps;
        Credentials = credentials;
        _direct = direct;
    }

    /// <summary>The credentials for the proxies: user and password of their URLs.</summary>
    public ICredentials? Credentials { get; set; }

    /// <summary>Reads the environment.</summary>
    /// <param name="environment">Returns the value of a variable; null: from the environment of the process.</param>
    /// <returns>Null where no proxy is set.</returns>
    /// <exception cref="FormatException">A variable has no valid address of a proxy. The message names the variable without its value,
    /// which may contain a password.</exception>
    public static EnvironmentProxy? Create(Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        var credentials = new CredentialCache();

        // In a web server's CGI program, HTTP_PROXY comes from a header of the request.
        var isCgi = EnvironmentText.Find("REQUEST_METHOD", environment) is not null;
        var all = Read(["ALL_PROXY", "all_proxy"], environment, credentials);
        var forHttp = Read(isCgi ? ["http_proxy"] : ["HTTP_PROXY", "http_proxy"], environment, credentials) ?? all;
        var forHttps = Read(["HTTPS_PROXY", "https_proxy"], environment, credentials) ?? all;
        var direct = Find(["NO_PROXY", "no_proxy"], environment).Text;
        return forHttp is null && forHttps is null ? null : new EnvironmentProxy(forHttp, forHttps, credentials, new NoProxyRules(direct));
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : ProxyOf(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => ProxyOf(host) is null || _direct.Match(host);

    private static (string Name, string? Text) Find(string[] names, Func<string, string?> environment)
    {
        foreach (var name in names)
        {
            if (EnvironmentText.Find(name, environment) is { } text)
            {
                return (name, text.Trim());
            }
        }

        return (names[0], null);
    }

    private static Uri? Read(string[] names, Func<string, string?> environment, CredentialCache credentials)
    {
        var (name, text) = Find(names, environment);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var url = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var proxy)
            || proxy.Host.Length == 0
            || proxy.Scheme is not ("http" or "https" or "socks4" or "socks4a" or "socks5" or "socks5h"))
        {
            throw new FormatException(
                $"{name} is not the address of a proxy; write it as http://HOST:PORT (https and socks5 are known too)");
        }

        AddCredentials(credentials, proxy);
        return WithoutLogin(proxy);
    }

    // A SOCKS 5 proxy always resolves names here, which is the meaning of the h.
    private static Uri WithoutLogin(Uri proxy)
    {
        var scheme = proxy.Scheme == "socks5h" ? "socks5" : proxy.Scheme;
        return new Uri(string.Create(
            CultureInfo.InvariantCulture, $"{scheme}://{proxy.Host}:{(proxy.Port > 0 ? proxy.Port : DefaultSocksPort)}"));
    }

    private static void AddCredentials(CredentialCache credentials, Uri proxy)
    {
        if (proxy.UserInfo.Length == 0)
        {
            return;
        }

        var parts = proxy.UserInfo.Split(':', 2);
        var login = new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        var address = WithoutLogin(proxy);

        // Credentials of a SOCKS proxy are requested with its scheme.
        foreach (var scheme in (ReadOnlySpan<string>)["Basic", "Digest", "NTLM", "Negotiate", address.Scheme])
        {
            if (credentials.GetCredential(address, scheme) is null)
            {
                credentials.Add(address, scheme, login);
            }
        }
    }

    private Uri? ProxyOf(Uri destination) => destination.Scheme is "https" or "wss" ? _forHttps : _forHttp;
}
