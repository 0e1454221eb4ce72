namespace Confd.GoTemplate.Syntax;

/// <summary>The delimiters of actions.</summary>
internal sealed record Delimiters(string Left, string Right);
