namespace Confd.Cli.Tests.Docs;

/// <summary>A piece of a page.</summary>
/// <param name="Line">Where it begins; 1-based.</param>
/// <param name="Text">The piece, without white space around it.</param>
internal sealed record DocsText(int Line, string Text);
