namespace Confd.Flags.Authoring.Documents;

/// <summary>The author of changes to flags, and the reason: recorded in a journal with each write.</summary>
/// <param name="Name">The person or program, such as <c>ann@build-7</c>; null: the caller's identity in the store, such as an AWS identity,
/// otherwise <c>user@host</c>.</param>
/// <param name="Message">The reason in the author's words; null: none was given.</param>
public sealed record FlagAuthor(string? Name, string? Message = null)
{
    /// <summary>The command that is run, such as <c>confd flags set</c>; never with values.</summary>
    /// <value>Default <c>flags</c>.</value>
    public string Command { get; init; } = "flags";
}
