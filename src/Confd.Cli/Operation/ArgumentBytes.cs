using System.Text.Unicode;

namespace Confd.Cli.Operation;

/// <summary>Finds arguments that are not UTF-8: .NET replaces bytes that it cannot decode with U+FFFD.</summary>
internal static class ArgumentBytes
{
    /// <summary>Finds a problem of the arguments of this process.</summary>
    /// <param name="arguments">The arguments as .NET passes them.</param>
    /// <returns>A sentence; null where there is none.</returns>
    public static string? FindProblem(string[] arguments)
    {
        if (!Array.Exists(arguments, IsSuspect))
        {
            return null;
        }

        try
        {
            return FindProblem(arguments, File.ReadAllBytes("/proc/self/cmdline"));
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Finds a problem of arguments.</summary>
    /// <param name="arguments">The arguments as .NET passes them.</param>
    /// <param name="commandLine">The bytes of all words, each followed by a zero; the arguments are the last of them.</param>
    internal static string? FindProblem(IReadOnlyList<string> arguments, ReadOnlySpan<byte> commandLine)
    {
        var rest = commandLine;
        for (var skipped = rest.Count((byte)0) - arguments.Count; skipped > 0; skipped--)
        {
            rest = rest[(rest.IndexOf((byte)0) + 1)..];
        }

        for (var number = 1; number <= arguments.Count && rest.IndexOf((byte)0) is >= 0 and var length; number++)
        {
            if (!Utf8.IsValid(rest[..length]))
            {
                return $"argument {number} is not UTF-8";
            }

            rest = rest[(length + 1)..];
        }

        return null;
    }

    private static bool IsSuspect(string argument) => argument.Contains('\uFFFD');
}
