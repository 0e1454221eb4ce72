using Confd.GoTemplate.Formatting;

namespace Confd.Cli.CommandLine;

/// <summary>All first words of the command line: the original's backends in its order, then our own tools.</summary>
internal static class CliCommands
{
    public static readonly CliCommand DynamoDb = Backend(
        "dynamodb",
        "Read keys from an Amazon DynamoDB table",
        Options.Table,
        Options.Partition,
        Options.KeyAttribute,
        Options.ValueAttribute,
        Options.Index,
        Options.ConsistentRead);

    public static readonly CliCommand Env = Backend("env", "Read keys from environment variables");
    public static readonly CliCommand File = Backend("file", "Read keys from YAML and JSON files", Options.File, Options.Filter);

    /// <summary>Every command, in the order of the help.</summary>
    public static IReadOnlyList<CliCommand> All { get; } =
    [
        Unserved("consul"), Unserved("etcd"), Unserved("vault"), Unserved("redis"), Unserved("zookeeper"), DynamoDb, Unserved("ssm"),
        Unserved("acm"), Unserved("secretsmanager"), Unserved("imds"), Env, File,
        Tool("table", "Create, fill and inspect DynamoDB tables"),
        Tool("flags", "Evaluate, edit and sync feature flags"),
        Tool("completion", "Print completions for bash, zsh or fish"),
    ];

    /// <summary>The backends, served or not, in the order of the help.</summary>
    public static IEnumerable<CliCommand> Backends => All.Where(command => command.Kind != CliCommandKind.Tool);

    /// <summary>The command of that exact name, or null.</summary>
    public static CliCommand? Find(string name) => All.FirstOrDefault(command => command.Name == name);

    /// <summary>The complaint about a backend that is known by name only.</summary>
    public static string NotServed(string name) =>
        $"backend {GoFormat.Quote(name)} is not served by this build; use one of "
        + string.Join(", ", All.Where(command => command.Kind == CliCommandKind.Backend).Select(command => GoFormat.Quote(command.Name)));

    private static CliCommand Backend(string name, string help, params Option[] options) =>
        new(name, help, CliCommandKind.Backend, options);

    private static CliCommand Unserved(string name) => new(name, "Not served by this build", CliCommandKind.UnservedBackend, []);

    private static CliCommand Tool(string name, string help) => new(name, help, CliCommandKind.Tool, []);
}
