using System.CommandLine;
using System.CommandLine.Parsing;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary>A command that changes one existing flag or segment: <c>KEY</c>, <c>--if-version</c> and the shared options.</summary>
internal static class ItemCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="console">The process.</param>
    /// <param name="name">The command's name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="kind">What it changes; null: determined by <c>--kind</c>.</param>
    /// <param name="further">Its own arguments and options.</param>
    /// <param name="read">Creates the edits from the arguments.</param>
    public static Command Create(
        ToolConsole console,
        string name,
        string description,
        DataKind? kind,
        IEnumerable<Symbol> further,
        Func<ParseResult, IEnumerable<FlagEdit>> read) => Create(
            console,
            name,
            description,
            kind,
            further,
            (arguments, seen, item, ifVersion) => FlagAuthoring.Edit(seen, item.Kind, item.Key, read(arguments), ifVersion));

    /// <summary>As above, for a plan of another kind.</summary>
    public static Command Create(
        ToolConsole console,
        string name,
        string description,
        DataKind? kind,
        IEnumerable<Symbol> further,
        Func<ParseResult, EnvironmentSnapshot, ItemName, long?, FlagPlan> plan)
    {
        var edit = new EditArguments(console);
        var key = FlagArguments.CreateKey(kind);
        var ifVersion = CreateIfVersion();
        var command = new Command(name, description) { key };
        Add(command, further);
        command.Add(ifVersion);
        if (kind is null)
        {
            command.Add(edit.Shared.Kind);
        }

        edit.AddTo(command);
        ToolAction.Set(command, (arguments, cancellationToken) => edit.RunAsync(
            arguments,
            seen => plan(
                arguments,
                seen,
                new ItemName(kind ?? edit.Shared.KindOf(arguments), arguments.GetRequiredValue(key)),
                arguments.GetValue(ifVersion)),
            cancellationToken));
        return command;
    }

    public static void Add(Command command, IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    command.Add(argument);
                    break;
                case Option option:
                    command.Add(option);
                    break;
            }
        }
    }

    public static Option<long?> CreateIfVersion() =>
        NumberOption.Create("--if-version", "Change it only if it still has this version.", 0L);

    /// <summary>Texts separated by commas, or a JSON array of texts; none may be empty.</summary>
    public static Option<string[]> CreateList(string name, string description, string help, bool isRequired = false) => new(name)
    {
        Description = description,
        HelpName = help,
        Required = isRequired,
        AllowMultipleArgumentsPerToken = false,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => ReadList(result, name),
    };

    private static string[] ReadList(ArgumentResult result, string name)
    {
        var items = new List<string>();
        foreach (var token in result.Tokens)
        {
            if (!token.Value.AsSpan().TrimStart().StartsWith('['))
            {
                items.AddRange(token.Value.Split(','));
            }
            else if (ReadArray(token.Value) is { } texts)
            {
                items.AddRange(texts);
            }
            else
            {
                result.AddError($"{name}: '{token.Value}' begins with '[' but is not a JSON array of strings");
                return [];
            }
        }

        if (items.Any(item => item.Length == 0))
        {
            result.AddError($"{name}: an item of the list is empty");
        }

        return [.. items];
    }

    private static string[]? ReadArray(string text)
    {
        try
        {
            var value = FlagValue.Parse(text);
            return value.Kind == FlagValueKind.Array && value.Items.All(item => item.AsString is not null)
                ? [.. value.Items.Select(item => item.AsString!)]
                : null;
        }
        catch (FlagFormatException)
        {
            return null;
        }
    }
}
