using System.Runtime.InteropServices;
using Confd.GoTemplate;

namespace Confd.Engine.Templates.Sprig.Crypto;

/// <summary>The system's OpenSSL, which .NET loads for the first cipher or key. Where there is none, .NET ends the program: functions
/// that need it check this first.</summary>
internal static class OpenSsl
{
    // The names that .NET tries on Linux, newest first.
    private static readonly string[] Libraries = ["libssl.so.3", "libssl.so.1.1", "libssl.so.1.0.2", "libssl.so.1.0.0", "libssl.so.10"];

    private static readonly Lazy<bool> IsInstalled = new(() => !OperatingSystem.IsLinux() || Array.Exists(Libraries, CanLoad));

    /// <summary>Throws where there is no OpenSSL.</summary>
    /// <exception cref="TemplateFunctionException">Ciphers and keys are not available.</exception>
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
