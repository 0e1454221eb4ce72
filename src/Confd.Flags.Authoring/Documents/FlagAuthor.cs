namespace Confd.Flags.Authoring.Documents;

/// <summary>Who changes flags, and why: what a journal keeps of each write.</summary>
/// <param name="Name">The person or program, such as <c>ann@build-7</c>; null: whom the store knows as the caller, such as an AWS identity,
/// else <c>user@host</c>.</param>
/// <param name="Message">The reason in the author's words; null: none was given.</param>
public sealed record FlagAuthor(string? Name, string? Message = null)
{
    /// <summary>What is run, such as <c>confd flags set</c>; never with values.</summary>
    /// <value>Default <c>flags</c>.</value>
    public string Command { get; init; } = "flags";
}
