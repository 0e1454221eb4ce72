namespace Confd.Backends;

/// <summary>Options that backends with servers of their own have alike.</summary>
public static class ServerOptions
{
    /// <summary>The name of a login.</summary>
    public static readonly BackendOption Username = new("username", OptionKind.Text, "user to log in as");

    /// <summary>The password of a login.</summary>
    public static readonly BackendOption Password = new("password", OptionKind.Text, "password to log in with") { IsSecret = true };

    /// <summary>A token, for a backend whose servers know none.</summary>
    public static readonly BackendOption IgnoredToken =
        new("auth-token", OptionKind.Text, "accepted for compatibility; has no effect") { IsSecret = true };

    /// <summary>The servers.</summary>
    /// <param name="local">The one that a command line without any means.</param>
    /// <param name="help">What a server looks like, and which of several is asked.</param>
    public static BackendOption Nodes(string local, string help) =>
        new("node", OptionKind.TextList, help)
        {
            FileKey = "nodes",
            Short = 'n',
            CommandLineDefault = local,
            IsNodes = true,
            IsSource = true,
        };
}
