using Confd.Flags.Console.Forms;

namespace Confd.Flags.Console.Pages;

/// <summary>Addresses of the pages. Names of environments and keys of flags are in the query: in a path, <c>..</c> or <c>/</c> would lead
/// to another page.</summary>
internal static class Paths
{
    public const string Root = "/console";
    public const string Style = Root + "/style.css";
    public const string Script = Root + "/script.js";
    public const string Login = Root + "/login";
    public const string Logout = Root + "/logout";
    public const string List = Root + "/flags";
    public const string Evaluate = Root + "/flag/evaluate";
    public const string Keys = Root + "/keys";

    /// <summary>The flags of an environment.</summary>
    public static string ListOf(string environment) => In(List, environment);

    /// <summary>A page about an environment.</summary>
    public static string In(string page, string environment) => $"{page}?{Fields.Environment}={Uri.EscapeDataString(environment)}";

    /// <summary>A page about a flag or segment.</summary>
    public static string Of(string page, string environment, string key) =>
        $"{In(page, environment)}&{Fields.Key}={Uri.EscapeDataString(key)}";
}
