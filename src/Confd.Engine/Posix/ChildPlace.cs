using System.Runtime.InteropServices;

namespace Confd.Engine.Posix;

/// <summary>The standard input and the process group of a child. By default its input is <c>/dev/null</c> and its group its
/// own.</summary>
internal readonly record struct ChildPlace
{
    /// <summary>The handle that becomes its standard input; null for none.</summary>
    public SafeHandle? Input { get; init; }

    /// <summary>True where it shares this program's standard input; <see cref="Input"/> takes precedence.</summary>
    public bool SharesInput { get; init; }

    /// <summary>The group to join; 0 for one of its own.</summary>
    public int Group { get; init; }
}
