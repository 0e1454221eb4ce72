namespace Confd.Engine.Documents;

/// <summary>A value of a file that did not become a key.</summary>
/// <param name="Key">The key it would have had.</param>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Reason">Why; never the value.</param>
internal sealed record SkippedValue(string Key, string Path, int Line, string Reason);
