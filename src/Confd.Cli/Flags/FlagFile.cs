using System.CommandLine;
using Confd.Cli.Tables;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary>Files of flag data on the command line.</summary>
internal static class FlagFile
{
    public static Option<string> CreateOption(string description) => new("--file", "-f") { Description = description, HelpName = "FILE" };

    /// <summary>Reads a file, or stdin for <c>-</c>.</summary>
    public static async Task<byte[]> ReadBytesAsync(string path, TableConsole console, CancellationToken cancellationToken)
    {
        if (path != "-")
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }

        await using var input = console.OpenInput();
        using var buffer = new MemoryStream();
        await input.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }

    /// <summary>Reads <c>{"flags":…,"segments":…}</c> or the SDKs' file data from a file, or from stdin for <c>-</c>.</summary>
    /// <exception cref="FlagDataException">It is neither.</exception>
    public static async Task<FlagDataSet> ReadAsync(string path, TableConsole console, CancellationToken cancellationToken) =>
        FlagDataReader.Read(await ReadBytesAsync(path, console, cancellationToken), NameOf(path));

    /// <summary>What messages call it.</summary>
    public static string NameOf(string path) => path == "-" ? "stdin" : path;
}
