namespace Confd.Engine.Shell;

/// <summary>A shell that a command runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Code">The word of its option <c>-c</c>; null where it has none.</param>
/// <param name="Script">The file that it runs; null where it has code, or reads its input.</param>
internal sealed record ShellCall(string Name, ShellText? Code, ShellText? Script);
