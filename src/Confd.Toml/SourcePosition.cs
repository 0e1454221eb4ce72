using System.Runtime.InteropServices;

namespace Confd.Toml;

/// <summary>A place in a document, as editors count.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in Unicode characters (code points), from 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SourcePosition(int Line, int Column)
{
    /// <summary>Answers <c>LINE:COLUMN</c>.</summary>
    public override string ToString() => $"{Line}:{Column}";
}
