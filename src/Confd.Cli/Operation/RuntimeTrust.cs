using System.Runtime.InteropServices;
using Confd.Shared.Tls;

namespace Confd.Cli.Operation;

/// <summary>Keeps the runtime from parsing all certificates that the system trusts; <see cref="SystemTrust"/> looks at them then.</summary>
internal static partial class RuntimeTrust
{
    // The runtime reads certificates of folders and of files, and this is neither.
    private const string Nothing = "/dev/null";

    /// <summary>Does so. Before there is a second thread: the C library's environment knows no locks.</summary>
    public static void LeaveToSystemTrust()
    {
        // From here on this program, and each that it starts, has the variables as they are now.
        _ = Environment.GetEnvironmentVariables();
        if (setenv("SSL_CERT_FILE", Nothing, overwrite: 1) == 0 && setenv("SSL_CERT_DIR", Nothing, overwrite: 1) == 0)
        {
            AppContext.SetSwitch(SystemTrust.SwitchName, isEnabled: true);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
