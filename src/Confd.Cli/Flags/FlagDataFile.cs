using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Cli.Flags;

/// <summary>Files of flag data on the command line.</summary>
internal static class FlagDataFile
{
    public static Option<string> CreateOption(string description) => new("--file", "-f") { Description = description, HelpName = "FILE" };

    /// <summary>
    /// As <see cref="ReadAsync"/>, for a set that is about to be written: problems for evaluators are printed and, unless forced, the set
    /// is refused.
    /// </summary>
    /// <exception cref="FlagDataException">It has neither format, or is refused.</exception>
    public static async Task<FlagDataSet> ReadValidatedAsync(
        ParseResult arguments,
        string path,
        ToolConsole console,
        Func<byte[], IReadOnlyList<FlagDocumentProblem>> validate,
        Func<FlagDataSet, bool> isTaken,
        CancellationToken cancellationToken)
    {
        var bytes = await console.ReadBytesAsync(path, cancellationToken);
        var data = FlagDataReader.Read(bytes, NameOf(path));
        await ValidatedFlags.RequireValidAsync(arguments, NameOf(path), validate(bytes), isTaken(data));
        return data;
    }

    /// <summary>Reads <c>{"flags":…,"segments":…}</c> or the SDKs' file data from a file, or from stdin for <c>-</c>.</summary>
    /// <exception cref="FlagDataException">It has neither format.</exception>
    public static async Task<FlagDataSet> ReadAsync(string path, ToolConsole console, CancellationToken cancellationToken) =>
        FlagDataReader.Read(await console.ReadBytesAsync(path, cancellationToken), NameOf(path));

    /// <summary>Its name in messages.</summary>
    public static string NameOf(string path) => path == "-" ? "stdin" : path;
}
