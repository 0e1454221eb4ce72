using System.Runtime.InteropServices;

namespace Confd.Engine.Posix;

/// <summary>A call of the operating system failed: <c>rename A B: permission denied</c>.</summary>
internal sealed class UnixException : IOException
{
    /// <summary>Describes a failed call.</summary>
    /// <param name="operation">The call and its paths: <c>rename A B</c>.</param>
    /// <param name="error">The error number (errno).</param>
    public UnixException(string operation, int error)
        : base($"{operation}: {Describe(error)}") => Error = error;

    /// <summary>The error number (errno).</summary>
    public int Error { get; }

    /// <summary>An error number in Go's words: those of the C library with a small first letter.</summary>
    internal static string Describe(int error)
    {
        var text = Marshal.GetPInvokeErrorMessage(error);
        return text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }
}
