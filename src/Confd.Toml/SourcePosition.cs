using System.Runtime.InteropServices;

namespace Confd.Toml;

/// <summary>A position in a document, as editors count.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in Unicode characters (code points), from 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SourcePosition(int Line, int Column)
{
    /// <summary>Returns <c>LINE:COLUMN</c>.</summary>
    public override string ToString() => $"{Line}:{Column}";
}
