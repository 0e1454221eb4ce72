using System.Runtime.InteropServices;
using Confd.Shared.Tls;

namespace Confd.Cli.Operation;

/// <summary>Keeps the runtime from parsing all certificates that the system trusts; <see cref="SystemTrust"/> reads them instead.</summary>
internal static partial class RuntimeTrust
{
    // The runtime reads certificates from folders and files, and this is neither.
    private const string Nothing = "/dev/null";

    /// <summary>Sets the variables and the switch. Call it before there is a second thread: the C library's environment has no
    /// locks.</summary>
    public static void LeaveToSystemTrust()
    {
        // From here on this program, and each that it starts, keeps the variables as they are now.
        _ = Environment.GetEnvironmentVariables();
        if (setenv("SSL_CERT_FILE", Nothing, overwrite: 1) == 0 && setenv("SSL_CERT_DIR", Nothing, overwrite: 1) == 0)
        {
            AppContext.SetSwitch(SystemTrust.SwitchName, isEnabled: true);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
