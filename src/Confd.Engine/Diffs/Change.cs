using System.Runtime.InteropServices;

namespace Confd.Engine.Diffs;

/// <summary>Lines of the old text that are replaced by lines of the new text; line numbers from 0, either count may be 0.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Change(int OldStart, int OldCount, int NewStart, int NewCount)
{
    public int OldEnd => OldStart + OldCount;

    public int NewEnd => NewStart + NewCount;
}
