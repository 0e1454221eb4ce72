namespace Confd.GoTemplate.Syntax;

/// <summary>What opens and closes actions.</summary>
internal sealed record Delimiters(string Left, string Right);
