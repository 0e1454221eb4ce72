using System.CommandLine;
using Confd.Backends.DynamoDb;

namespace Confd.Cli.Tools;

/// <summary><c>--table</c>, for every command that has this option. Where it is not given, the variable of the backend's option names
/// the table.</summary>
internal static class TableOption
{
    private const string Name = "--table";

    /// <summary>The variable.</summary>
    public static string Variable { get; } = DynamoBackendFactory.Table.Variable!;

    /// <summary>For a command that requires a table.</summary>
    public static Option<string> Required(ToolConsole console, string description, params string[] aliases)
    {
        var option = new Option<string>(Name, aliases) { Description = Describe(description), HelpName = "NAME", Required = true };
        if (FromVariable(console) is { } table)
        {
            option.DefaultValueFactory = _ => table;
        }

        return NotEmpty(option);
    }

    /// <summary>For a command that accepts an alternative: where that is given, the variable is ignored.</summary>
    public static OptionalTableOption Optional(ToolConsole console, string description, params Symbol[] others)
    {
        var option = new OptionalTableOption(Name, FromVariable(console), others)
        {
            Description = Describe(description),
            HelpName = "NAME",
        };
        NotEmpty(option);
        return option;
    }

    /// <summary>The table that the user named; null where the command has no such option, or none was named.</summary>
    public static string? NamedIn(ParseResult arguments) =>
        arguments.CommandResult.Command.Options.FirstOrDefault(option => option.Name == Name) is { } table
            ? arguments.GetResult(table)?.GetValueOrDefault<string?>()
            : null;

    /// <summary>Makes an empty name a usage error, which a script with an unset variable passes.</summary>
    public static Option<T> NotEmpty<T>(Option<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
            {
                result.AddError($"{option.Name} is empty");
            }
        });
        return option;
    }

    private static string Describe(string description) => $"{description} Also {Variable}.";

    private static string? FromVariable(ToolConsole console) => console.Variable(Variable) is { Length: > 0 } table ? table : null;
}
