namespace Confd.Cli.CommandLine;

/// <summary>A first word of the command line: a backend to render from, or a tool with its own command line.</summary>
/// <param name="Name">The word.</param>
/// <param name="Help">Its meaning, in one phrase.</param>
/// <param name="Kind">How the rest of the command line is parsed.</param>
/// <param name="Options">The options that only this command has.</param>
internal sealed record CliCommand(string Name, string Help, CliCommandKind Kind, IReadOnlyList<CliOption> Options)
{
    /// <summary>The usage after the program's name: <c>dynamodb --table=STRING [flags]</c>.</summary>
    public string Usage => Kind switch
    {
        CliCommandKind.Tool => $"{Name} <command> [options]",
        CliCommandKind.Render => $"{Name} [--stdout] RESOURCE|- <backend> [flags]",
        _ => string.Join(' ', [Name, .. Options.Where(option => option.IsRequired).Select(option => option.Summary), "[flags]"]),
    };
}
