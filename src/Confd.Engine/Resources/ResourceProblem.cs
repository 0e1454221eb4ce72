namespace Confd.Engine.Resources;

/// <summary>A resource file that cannot be used.</summary>
/// <param name="Path">The file.</param>
/// <param name="Message">What is wrong, and where: file, line and column where the text is to blame.</param>
public sealed record ResourceProblem(string Path, string Message);
