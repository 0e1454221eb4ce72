using System.Runtime.InteropServices;

namespace Confd.Engine.Posix;

/// <summary>Whether descriptors 0, 1 and 2 are what this program was started with.</summary>
/// <remarks>
/// Where it was started without one of them, the runtime's first file of its own gets the number: a source of random numbers as standard
/// input, or worse. Such files are closed when another program is started; what was inherited is not, or it would not have been.
/// </remarks>
internal static partial class StandardDescriptor
{
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>True where it is open and was given to this program, or kept for it.</summary>
    /// <remarks>Known on Linux; elsewhere it is taken for granted.</remarks>
    public static bool IsInherited(int descriptor) =>
        !OperatingSystem.IsLinux() || (fcntl(descriptor, GetDescriptorFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0);

    /// <summary>True where anything is open under this number.</summary>
    public static bool IsOpen(int descriptor) => fcntl(descriptor, GetDescriptorFlags) >= 0;

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fcntl(int descriptor, int command);
}
