using Confd.Flags.Console.Environments;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Names of keys of configuration, their values masked.</summary>
internal static class KeysPage
{
    public const string Title = "Configuration keys";

    // Always as long: the length of a secret is nobody's business at a glance.
    private const string Mask = "••••••••";

    public static Markup Content(string label, IReadOnlyList<ListedKey> keys) => Markup.Of(
        $"""
        <h1>{Title}</h1>
        <p class="facts">Of <bdi>{label}</bdi>. Values are not shown here;
        <code>confd table get</code> prints them to whoever may read the table.</p>
        <p class="count">{(keys.Count == 1 ? "1 key" : $"{keys.Count} keys")}</p>
        {Blocks.Table($"""<th scope="col">Key</th><th scope="col">Value</th>""", keys.Select(Row))}
        """);

    private static Markup Row(ListedKey key) => Markup.Of(
        $"""
        <tr><th scope="row"><bdi>{key.Name}</bdi></th><td><span class="detail" role="img" aria-label="hidden">{Mask}</span></td></tr>
        """);
}
