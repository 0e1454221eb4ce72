using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Etcd.Connections;

/// <summary>The cluster to read, and how.</summary>
internal sealed record EtcdSettings
{
    /// <summary>The servers, at least one.</summary>
    public required IReadOnlyList<Uri> Nodes { get; init; }

    /// <summary>The TLS settings; the server's name is that of the node.</summary>
    public required SslClientAuthenticationOptions Tls { get; init; }

    /// <summary>True where any server certificate is accepted.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>The user to authenticate as; null for none.</summary>
    public string? Username { get; init; }

    public string Password { get; init; } = "";

    public required TimeSpan DialTimeout { get; init; }

    /// <summary>The interval of keep-alive pings on a silent connection with open calls.</summary>
    /// <value>10 seconds; etcd treats pings more often than every 5 seconds as an attack.</value>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time limit for the response to a ping.</summary>
    /// <value>3 seconds.</value>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(3);

    public long MaxReadingBytes { get; init; }

    public required BackendRetry Retry { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Parses the address of a server.</summary>
    /// <param name="text"><c>http://HOST:PORT</c>, <c>https://HOST:PORT</c> or <c>HOST:PORT</c>.</param>
    /// <param name="scheme">The scheme of an address without one.</param>
    /// <exception cref="KeyBackendException">It is none of these, or contains a password.</exception>
    public static Uri ParseNode(string text, string scheme)
    {
        var address = text.Contains("://", StringComparison.Ordinal) ? text : $"{scheme}://{text}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var node) || node.Scheme is not ("http" or "https") || node.PathAndQuery != "/")
        {
            throw new KeyBackendException(
                "failed to create etcd client: the address of a node is http://HOST:PORT, https://HOST:PORT or HOST:PORT: change nodes");
        }

        return node.UserInfo.Length == 0
            ? node
            : throw new KeyBackendException(
                "the address of an etcd node must not contain a user or password: set basic_auth, username and password");
    }
}
