using System.CommandLine;
using Confd.Cli.Tables;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary>Files of flag data on the command line.</summary>
internal static class FlagFile
{
    public static Option<string> CreateOption(string description) => new("--file", "-f") { Description = description, HelpName = "FILE" };

    /// <summary>Reads <c>{"flags":…,"segments":…}</c> or the SDKs' file data from a file, or from stdin for <c>-</c>.</summary>
    /// <exception cref="FlagDataException">It is neither.</exception>
    public static async Task<FlagDataSet> ReadAsync(string path, TableConsole console, CancellationToken cancellationToken) =>
        FlagDataReader.Read(await console.ReadBytesAsync(path, cancellationToken), NameOf(path));

    /// <summary>What messages call it.</summary>
    public static string NameOf(string path) => path == "-" ? "stdin" : path;
}
