namespace Confd.Engine.Resources;

/// <summary>A resource file that cannot be used.</summary>
/// <param name="Path">The file.</param>
/// <param name="Message">The problem and its place: file, line and column where the text is the cause.</param>
public sealed record ResourceProblem(string Path, string Message);
