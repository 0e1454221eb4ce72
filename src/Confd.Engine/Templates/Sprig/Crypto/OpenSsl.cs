using System.Runtime.InteropServices;
using Confd.GoTemplate;

namespace Confd.Engine.Templates.Sprig.Crypto;

/// <summary>The system's OpenSSL, which .NET loads at the first cipher or key. Where there is none, .NET ends the program: functions
/// that need it ask here first.</summary>
internal static class OpenSsl
{
    // Those that .NET looks for on Linux, newest first.
    private static readonly string[] Libraries = ["libssl.so.3", "libssl.so.1.1", "libssl.so.1.0.2", "libssl.so.1.0.0", "libssl.so.10"];

    private static readonly Lazy<bool> IsInstalled = new(() => !OperatingSystem.IsLinux() || Array.Exists(Libraries, CanLoad));

    /// <summary>Fails where there is no OpenSSL.</summary>
    /// <exception cref="TemplateFunctionException">Ciphers and keys cannot be had here.</exception>
    public static void Require()
    {
        if (!IsInstalled.Value)
        {
            throw new TemplateFunctionException("this function needs OpenSSL (libssl.so.3), which is not installed here");
        }
    }

    private static bool CanLoad(string library)
    {
        var isThere = NativeLibrary.TryLoad(library, out var handle);
        if (isThere)
        {
            NativeLibrary.Free(handle);
        }

        return isThere;
    }
}
