using Confd.Flags.Console.Environments;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>Shows the names of configuration keys, with masked values.</summary>
internal static class KeysPage
{
    public const string Title = "Configuration keys";

    // Of constant length, which does not reveal the length of a secret.
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
