namespace Confd.Backends.Http;

/// <summary>The options that both backends have.</summary>
public static class HttpBackendOptions
{
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
