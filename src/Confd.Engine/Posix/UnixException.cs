using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>Thrown where a call of the operating system failed: <c>rename A B: permission denied</c>.</summary>
internal sealed class UnixException : IOException
{
    /// <summary>Creates an exception for a failed call.</summary>
    /// <param name="operation">The call and its paths: <c>rename A B</c>.</param>
    /// <param name="error">The error number (errno).</param>
    public UnixException(string operation, int error)
        : base($"{operation}: {FileCalls.Describe(error)}") => HResult = error;

    /// <summary>The error number (errno), where .NET also stores its own.</summary>
    public int Error => HResult;
}
