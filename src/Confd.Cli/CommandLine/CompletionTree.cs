using System.CommandLine;
using System.CommandLine.Completions;

namespace Confd.Cli.CommandLine;

/// <summary>All positions of the command line, built from the option table and from the commands of the tools.</summary>
internal static class CompletionTree
{
    /// <summary>The program's own position first, then those of backends and tools, parents before children.</summary>
    public static IReadOnlyList<CompletionNode> Of(Command tools)
    {
        var commands = CliCommands.All;
        var backends = commands.Where(command => command.Kind == CliCommandKind.Backend).ToList();
        var render = CliCommands.Render.Name;
        IReadOnlyList<CliOption> ofRender = [.. Options.Global, .. RenderOptions.All];
        return
        [
            new("", [.. commands.Select(command => new CompletionWord(command.Name, command.Help))], [.. Options.Global.SelectMany(Flags)]),
            .. backends.Select(
                backend => new CompletionNode(backend.Name, [], [.. Options.Global.Concat(backend.Options).SelectMany(Flags)])),
            new(render, [.. backends.Select(backend => new CompletionWord(backend.Name, backend.Help))], [.. ofRender.SelectMany(Flags)]),
            .. backends.Select(backend => new CompletionNode(
                $"{render} {backend.Name}", [], [.. ofRender.Concat(backend.Options).SelectMany(Flags)])),
            .. tools.Subcommands.SelectMany(tool => Nodes(tool, "")),
        ];
    }

    private static IEnumerable<CompletionNode> Nodes(Command command, string parents)
    {
        var path = $"{parents} {command.Name}".TrimStart();
        var values = command.Arguments.SelectMany(argument => Values(argument.GetCompletions(CompletionContext.Empty)));
        IReadOnlyList<CompletionWord> words =
        [
            .. command.Subcommands.Select(child => new CompletionWord(child.Name, child.Description ?? "")),
            .. values.Select(value => new CompletionWord(value, "")),
        ];
        var flags = command.Options.Where(option => !option.Hidden).SelectMany(Flags);
        return [new CompletionNode(path, words, [.. flags]), .. command.Subcommands.SelectMany(child => Nodes(child, path))];
    }

    private static IEnumerable<CompletionFlag> Flags(CliOption option)
    {
        List<string> names = option.Short is { } letter ? ["-" + letter, option.Flag] : [option.Flag];
        if (option.IsNegatable)
        {
            names.Add("--no-" + option.Name);
        }

        return names.Select(name => new CompletionFlag(name, option.Help, !option.IsSwitch, option.IsPath, option.AllowedValues));
    }

    private static IEnumerable<CompletionFlag> Flags(Option option)
    {
        var takesValue = option.ValueType != typeof(bool) && option.ValueType != typeof(void);
        IReadOnlyList<string> allowed = takesValue ? [.. Values(option.GetCompletions(CompletionContext.Empty))] : [];
        var isPath = option.HelpName == "FILE" || option.Name.EndsWith("file", StringComparison.Ordinal);
        return new[] { option.Name }.Concat(option.Aliases).Where(name => name.StartsWith('-'))
            .Select(name => new CompletionFlag(name, option.Description ?? "", takesValue, isPath, allowed));
    }

    private static IEnumerable<string> Values(IEnumerable<CompletionItem> items) =>
        items.Select(item => item.InsertText ?? item.Label).Order(StringComparer.Ordinal);
}
