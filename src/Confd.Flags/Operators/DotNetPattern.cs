namespace Confd.Flags.Operators;

/// <summary>A regular expression in .NET's words.</summary>
/// <param name="Text">The expression.</param>
/// <param name="HasWordBoundary">True where it has <c>\b</c> or <c>\B</c>.</param>
/// <param name="NamesCharacters">True where it may name characters beyond ASCII otherwise than by themselves.</param>
/// <param name="FoldsCase">True where case does not matter to a part of it.</param>
internal readonly record struct DotNetPattern(string Text, bool HasWordBoundary, bool NamesCharacters, bool FoldsCase);
