using System.CommandLine;
using Confd.Cli.Flags.Evaluating;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags explain KEY --context …</c>: explains rule by rule why a context is served its variation.</summary>
internal static class ExplainCommand
{
    public static Command Create(ToolConsole console)
    {
        var key = new Argument<string>("key") { Description = "Key of the flag." };
        var context = new Option<string>("--context", "-c")
        {
            Description = "Key of a user, or a context in JSON, such as {\"kind\":\"org\",\"key\":\"o1\"}.",
            Required = true,
        };
        var prefix = FlagArguments.CreatePrefix();
        var file = new Option<string?>("--file", "-f")
        {
            Description = "A file or folder with the flags, in place of a table.",
            HelpName = "FILE",
        };
        var table = TableOption.Optional(console, "The table with the flags.", file);
        var command = new Command("explain", "Explain, rule by rule, why a context gets its variation.")
        {
            key, context, table, prefix, file,
        };
        command.Check(result => (result.GetValue(file) is null) == (table.ValueOf(result) is null)
            ? "give one of --table and --file"
            : null);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            var spec = new EnvironmentSpec(arguments.GetValue(table), arguments.GetValue(prefix), arguments.GetValue(file));
            var environment = await spec.ReadAsync(arguments, console, cancellationToken);
            var asked = ReadContext(arguments.GetRequiredValue(context));
            return await spec.WithBigSegmentsAsync(
                arguments,
                console,
                bigSegments => ExplainAsync(
                    arguments, environment, arguments.GetRequiredValue(key), asked, bigSegments, console.Clock, cancellationToken),
                cancellationToken);
        });
        return command;
    }

    private static EvaluationContext ReadContext(string text)
    {
        var context = FlagEvalRequest.ReadContext(text);
        return context.Error is { } error ? throw new FlagEditException($"--context: {error}") : context;
    }

    private static async Task<int> ExplainAsync(
        ParseResult arguments,
        EnvironmentSnapshot environment,
        string key,
        EvaluationContext context,
        IBigSegmentStore? bigSegments,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var flags = environment.ToSet();
        var step = await Explanation.EvaluateAsync(flags, key, context, bigSegments, clock, cancellationToken);
        if (!step.Exists)
        {
            throw environment.FindLive(DataKind.Features, key) is null
                ? new FlagEditException($"{environment.Name} has no flag '{key}'", FlagRefusal.NotFound)
                : new FlagEditException(
                    $"flag '{key}' of {environment.Name} cannot be read, and programs get their default; `confd flags validate` says why");
        }

        foreach (var line in Explanation.Of(step, environment))
        {
            await ToolOutput.WriteLineAsync(arguments, ControlCharacters.Escape(line));
        }

        return ToolExitCode.Success;
    }
}
