using System.CommandLine;
using Confd.Cli.Tools;
using Confd.DynamoDb.Connections;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary>
/// An environment as it is named on a command line: a file, a folder, <c>TABLE:PREFIX</c>, <c>TABLE:</c>, or with <c>--table</c> the
/// prefix alone. An ambiguous name is refused: the content of the working directory does not decide.
/// </summary>
internal sealed record EnvironmentSpec(string? Table, string? Prefix, string? Path)
{
    public const string Forms = "a file, a folder, TABLE:PREFIX, TABLE: or, beside --table, a prefix";

    /// <summary>Its name in messages.</summary>
    public string Name => Path ?? EnvironmentName.Of(Table!, Prefix);

    /// <summary>The name with its kind: a table, a prefix of one, a folder or a file.</summary>
    public string Described => Path is null
        ? ToolOutput.Name(Name)
        : $"the {(Directory.Exists(Path) ? "folder" : "file")} {ToolOutput.Name(Path)}";

    public static OptionalTableOption CreateTableOption(ToolConsole console) =>
        TableOption.Optional(console, "The table that prefixes given by name belong to.");

    /// <summary>Parses a name.</summary>
    /// <exception cref="ConfigurationException">It is not valid.</exception>
    public static EnvironmentSpec Parse(string text, string? table)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        EnvironmentSpec? stored = (colon, table) switch
        {
            ( > 0, _) => new(text[..colon], text[(colon + 1)..], null),
            ( < 0, { } shared) => new(shared, text, null),
            _ => null,
        };
        return (stored, File.Exists(text) || Directory.Exists(text)) switch
        {
            (null, true) => new(null, null, text),
            ({ } only, false) => only,

            // ./NAME and /NAME are not plausible names of environments.
            (_, true) when text[0] is '.' or '/' => new(null, null, text),
            ({ } both, true) => throw new ConfigurationException(
                $"'{text}' may be {both.Name} or the file or folder of that name: write {both.Table}:{both.Prefix} or ./{text}"),
            _ => throw new ConfigurationException($"'{text}' is not an environment: give {Forms}"),
        };
    }

    /// <summary>Opens the table and runs something with it.</summary>
    public async Task<int> WithStoreAsync(
        ParseResult arguments, ToolConsole console, Func<DynamoFlagStore, Task<int>> run, CancellationToken cancellationToken)
    {
        if (Table is null)
        {
            throw new ConfigurationException($"{Path} is not a table, and only tables can be written to");
        }

        using var connection = await DynamoConnection.ConnectAsync(console.Connection, cancellationToken);
        var options = new DynamoFlagStoreOptions { Prefix = Prefix, Table = FlagArguments.TableOptions(arguments, console) };
        await using var store = new DynamoFlagStore(connection, Table, options);
        return await run(store);
    }

    /// <summary>Runs something with the members of the table's big segments; null for files, which have none.</summary>
    public async Task<int> WithBigSegmentsAsync(
        ParseResult arguments, ToolConsole console, Func<IBigSegmentStore?, Task<int>> run, CancellationToken cancellationToken)
    {
        if (Table is null)
        {
            return await run(null);
        }

        using var connection = await DynamoConnection.ConnectAsync(console.Connection, cancellationToken);
        await using var members = new DynamoBigSegmentStore(
            connection.Client, Table, new() { Prefix = Prefix, Table = FlagArguments.TableOptions(arguments, console) });
        return await run(members);
    }

    /// <summary>Reads the whole environment.</summary>
    public async Task<EnvironmentSnapshot> ReadAsync(ParseResult arguments, ToolConsole console, CancellationToken cancellationToken)
    {
        if (Path is { } folder && Directory.Exists(folder))
        {
            var files = FlagFolder.Read(folder);
            var empty = new Dictionary<string, VersionedItem>();
            return EnvironmentSnapshot.Of(Name, empty, empty).With(files);
        }

        if (Path is { } file)
        {
            return EnvironmentSnapshot.Of(file, await FlagDataFile.ReadAsync(file, console, cancellationToken));
        }

        EnvironmentSnapshot? read = null;
        await WithStoreAsync(
            arguments,
            console,
            async store =>
            {
                read = await EnvironmentSnapshot.ReadAsync(store, Name, cancellationToken);
                return ToolExitCode.Success;
            },
            cancellationToken);
        return read!;
    }
}
