using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;

namespace Confd.Flags.Console.Pages;

/// <summary>What rules of flags and rules of segments have alike.</summary>
internal static class RuleFields
{
    /// <summary>Identity and conditions of a new rule.</summary>
    public static Markup New(Entries entries, string id) => Markup.Of(
        $"""
        {Choices.Input(entries, "Identity", Fields.Id, id, "By which you and reasons name it.")}
        {ClauseFields.Of(entries, [])}
        """);

    /// <summary>The identity behind a rule's heading.</summary>
    public static Markup Identity(string? id) =>
        Markup.When(!string.IsNullOrEmpty(id), $" <code><bdi>{id}</bdi></code>");

    /// <summary>How a form names a rule: by its identity where that is its own, so that it means the same rule whatever its
    /// place.</summary>
    /// <param name="identities">Those of all rules.</param>
    /// <param name="at">The rule's place.</param>
    public static string NameOf(IReadOnlyList<string?> identities, int at) =>
        identities[at] is { Length: > 0 } id && identities.Count(other => other == id) == 1 ? id : $":{at}";
}
