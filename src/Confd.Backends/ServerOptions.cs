namespace Confd.Backends;

/// <summary>Options common to backends with servers.</summary>
public static class ServerOptions
{
    /// <summary>The name of a login.</summary>
    public static readonly BackendOption Username = new("username", OptionKind.Text, "user to log in as");

    /// <summary>The password of a login.</summary>
    public static readonly BackendOption Password = new("password", OptionKind.Text, "password to log in with") { IsSecret = true };

    /// <summary>A token that is accepted but ignored, for a backend whose servers have none.</summary>
    public static readonly BackendOption IgnoredToken =
        new("auth-token", OptionKind.Text, "accepted for compatibility; has no effect") { IsSecret = true };

    /// <summary>The servers.</summary>
    /// <param name="local">The server that is used where a command line names none.</param>
    /// <param name="help">The form of a server, and which of several is used.</param>
    public static BackendOption Nodes(string local, string help) =>
        new("node", OptionKind.TextList, help)
        {
            FileKey = "nodes",
            Short = 'n',
            CommandLineDefault = local,
            IsNodes = true,
            IsSource = true,
        };

    /// <summary>Reads the scheme of nodes that are written without one.</summary>
    /// <param name="section">The settings.</param>
    /// <param name="option">The option of the scheme.</param>
    /// <returns><c>http</c>, also where none is set, or <c>https</c>.</returns>
    /// <exception cref="KeyBackendException">It is another one.</exception>
    public static string ReadScheme(BackendSection section, BackendOption option)
    {
        ArgumentNullException.ThrowIfNull(section);
        var scheme = section.Text(option) is { Length: > 0 } given ? given : "http";
        return scheme.ToLowerInvariant() is "http" or "https"
            ? scheme.ToLowerInvariant()
            : throw new KeyBackendException($"the scheme {scheme} is not known: set scheme to http or https");
    }
}
