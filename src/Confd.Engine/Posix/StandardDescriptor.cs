using System.Runtime.InteropServices;

namespace Confd.Engine.Posix;

/// <summary>Checks whether descriptors 0, 1 and 2 are those with which this program was started.</summary>
/// <remarks>
/// Where it was started without one of them, the first file of the runtime itself gets the number: a source of random numbers as standard
/// input, for example. Such files are closed when another program is started; inherited ones are not.
/// </remarks>
internal static partial class StandardDescriptor
{
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>True where it is open and was inherited by this program, or reserved for it.</summary>
    /// <remarks>Detected on Linux; elsewhere it is assumed.</remarks>
    public static bool IsInherited(int descriptor) =>
        !OperatingSystem.IsLinux() || (fcntl(descriptor, GetDescriptorFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0);

    /// <summary>True where anything is open under this number.</summary>
    public static bool IsOpen(int descriptor) => fcntl(descriptor, GetDescriptorFlags) >= 0;

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command);
}
