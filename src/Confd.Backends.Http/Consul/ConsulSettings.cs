using System.Net.Security;
using System.Text;

namespace Confd.Backends.Http.Consul;

/// <summary>Settings of Consul: from a section, otherwise from the variables of Consul's own tools.</summary>
internal sealed record ConsulSettings
{
    /// <summary>The agents.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>The scheme of nodes without one.</summary>
    public required string Scheme { get; init; }

    /// <summary>The files for https.</summary>
    public required TlsFiles Tls { get; init; }

    /// <summary>The name in the servers' certificates; null: the one in their addresses.</summary>
    public string? ServerName { get; init; }

    /// <summary>True where the environment defines a folder of certificate authorities, which is not supported.</summary>
    public bool HasAuthorityFolder { get; init; }

    /// <summary>True where the environment disables the verification of certificates, which is rejected.</summary>
    public bool IsUnverified { get; init; }

    /// <summary>The value of an <c>Authorization</c> header; null for none.</summary>
    public string? Authorization { get; init; }

    /// <summary>The ACL token; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>A file with the token, read again for each request; null for none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Namespace and partition as part of a query, with a leading ampersand; empty for none.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Reads a section and the environment.</summary>
    /// <exception cref="KeyBackendException">A setting is wrong.</exception>
    public static ConsulSettings Read(BackendSection section, Func<string, string?> environment)
    {
        string? Variable(string name) => environment(name) is { Length: > 0 } text ? text : null;
        var ownToken = section.Text(ConsulBackendFactory.AuthToken);
        var nodes = section.Texts(ConsulBackendFactory.Node);
        var files = TlsFiles.Of(section);
        return new ConsulSettings
        {
            Nodes = nodes.Count > 0 ? nodes : ["localhost:8500"],
            Scheme = ServerOptions.ReadScheme(section, ConsulBackendFactory.Scheme),
            Tls = new TlsFiles
            {
                Authorities = files.Authorities ?? Variable("CONSUL_CACERT"),
                Certificate = files.Certificate ?? Variable("CONSUL_CLIENT_CERT"),
                Key = files.Key ?? Variable("CONSUL_CLIENT_KEY"),
            },
            ServerName = Variable("CONSUL_TLS_SERVER_NAME"),
            HasAuthorityFolder = Variable("CONSUL_CAPATH") is not null,
            IsUnverified = Variable("CONSUL_HTTP_SSL_VERIFY")?.ToUpperInvariant() is "0" or "F" or "FALSE",
            Authorization = section.Switch(ConsulBackendFactory.BasicAuth)
                ? Basic($"{section.Text(ServerOptions.Username)}:{section.Text(ServerOptions.Password)}")
                : Variable("CONSUL_HTTP_AUTH") is { } login ? Basic(login) : null,
            Token = ownToken ?? Variable("CONSUL_HTTP_TOKEN"),
            TokenFile = ownToken is null ? Variable("CONSUL_HTTP_TOKEN_FILE") : null,
            Scope = Parameter("ns", Variable("CONSUL_NAMESPACE")) + Parameter("partition", Variable("CONSUL_PARTITION")),
        };
    }

    /// <summary>The TLS settings of https.</summary>
    /// <exception cref="KeyBackendException">A file cannot be used, or the verification of certificates is disabled.</exception>
    public SslClientAuthenticationOptions LoadTls()
    {
        if (IsUnverified)
        {
            throw new KeyBackendException(
                "CONSUL_HTTP_SSL_VERIFY switches the check of certificates off, which confd does not do: "
                + "set client_cakeys to the authority's certificate");
        }

        if (HasAuthorityFolder && Tls.Authorities is null)
        {
            throw new KeyBackendException("CONSUL_CAPATH names a folder, and confd reads one file: set client_cakeys or CONSUL_CACERT");
        }

        var options = Tls.Load();
        if (ServerName is not null)
        {
            options.TargetHost = ServerName;
        }

        return options;
    }

    private static string Basic(string login) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(login));

    private static string Parameter(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
