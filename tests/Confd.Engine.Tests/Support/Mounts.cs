using System.Diagnostics;

namespace Confd.Engine.Tests.Support;

/// <summary>File systems that a test mounts for itself.</summary>
internal static class Mounts
{
    /// <summary>True where it is mounted; false where that is not allowed here.</summary>
    /// <param name="arguments">Those of <c>mount</c>.</param>
    public static bool Try(params string[] arguments) => Run("mount", arguments);

    /// <summary>Takes a mount away.</summary>
    public static void Remove(string path) => Run("umount", path);

    /// <summary>Runs a program; true where it is there and succeeds.</summary>
    public static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
