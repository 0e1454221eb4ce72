namespace Confd.GoTemplate.Parsing;

/// <summary>A piece of the template text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Position">Byte offset in the text.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Line">The line it starts on, from 1.</param>
/// <param name="Error">The message, for errors only.</param>
internal readonly record struct Token(TokenKind Kind, int Position, int Length, int Line, string? Error = null);
