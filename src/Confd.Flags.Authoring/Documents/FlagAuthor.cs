namespace Confd.Flags.Authoring.Documents;

/// <summary>Who changes flags, and why: what a journal keeps of each write.</summary>
/// <param name="Name">The person or program, such as <c>ann@build-7</c>.</param>
/// <param name="Message">The reason in the author's words; null: none was given.</param>
public sealed record FlagAuthor(string Name, string? Message = null);
