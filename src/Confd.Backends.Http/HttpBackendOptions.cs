namespace Confd.Backends.Http;

/// <summary>The options that both backends have.</summary>
public static class HttpBackendOptions
{
    /// <summary>The client's certificate.</summary>
    public static readonly BackendOption ClientCert =
        new("client-cert", OptionKind.Text, "client certificate, a file in PEM form") { Variable = "CONFD_CLIENT_CERT", IsPath = true };

    /// <summary>The key of the client's certificate.</summary>
    public static readonly BackendOption ClientKey =
        new("client-key", OptionKind.Text, "key of the client certificate, a file in PEM form")
        {
            Variable = "CONFD_CLIENT_KEY",
            IsPath = true,
        };

    /// <summary>The authorities that are trusted in place of the system's.</summary>
    public static readonly BackendOption ClientCaKeys =
        new("client-ca-keys", OptionKind.Text, "certificates of the authorities to trust in place of the system's, a file in PEM form")
        {
            FileKey = "client_cakeys",
            Variable = "CONFD_CLIENT_CAKEYS",
            IsPath = true,
        };

    /// <summary>The name of a login.</summary>
    public static readonly BackendOption Username = new("username", OptionKind.Text, "user name to log in with");

    /// <summary>The password of a login.</summary>
    public static readonly BackendOption Password = new("password", OptionKind.Text, "password to log in with") { IsSecret = true };

    /// <summary>The servers, with the one that a command line without any means.</summary>
    internal static BackendOption Nodes(string local, string form) =>
        new("node", OptionKind.TextList, $"server to ask, {form}; repeatable: the next is asked where one fails")
        {
            FileKey = "nodes",
            Short = 'n',
            CommandLineDefault = local,
            IsNodes = true,
            IsSource = true,
        };
}
