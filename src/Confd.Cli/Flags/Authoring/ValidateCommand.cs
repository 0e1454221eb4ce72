using System.CommandLine;
using System.Text.Json;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags validate FILE|--table</c>: reports what evaluators cannot handle, and what can never match.</summary>
internal static class ValidateCommand
{
    public static Command Create(ToolConsole console)
    {
        var path = new Argument<string?>("file")
        {
            Description = "A file of flags and segments, or a folder of them; - reads stdin.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var table = TableOption.Optional(console, "The table, in place of a file.", path);
        var prefix = FlagArguments.CreatePrefix();
        var isStrict = new Option<bool>("--strict") { Description = "Treat warnings as errors." };
        var output = ToolOutput.CreateOption();
        var command = new Command("validate", "Report what evaluators cannot handle and what can never match.")
        {
            path, table, prefix, isStrict, output,
        };
        command.Check(result => (result.GetValue(path) is null) == (table.ValueOf(result) is null) ? "give a file or --table" : null);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            var stored = new EnvironmentSpec(arguments.GetValue(table), arguments.GetValue(prefix), null);
            var problems = arguments.GetValue(path) is { } given
                ? await ValidateAsync(arguments, given, console, cancellationToken)
                : (await stored.ReadAsync(arguments, console, cancellationToken)).Validate();
            await (arguments.GetValue(output) == ToolOutput.Json
                ? ToolOutput.WriteJsonAsync(arguments, json => Write(json, problems))
                : WriteTextAsync(arguments, problems));
            var isBad = problems.Any(problem => !problem.IsWarning || arguments.GetValue(isStrict));
            return isBad ? ToolExitCode.Failure : ToolExitCode.Success;
        });
        return command;
    }

    private static async Task<IReadOnlyList<FlagDocumentProblem>> ValidateAsync(
        ParseResult arguments, string path, ToolConsole console, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            return (await new EnvironmentSpec(null, null, path).ReadAsync(arguments, console, cancellationToken)).Validate();
        }

        var bytes = await console.ReadBytesAsync(path, cancellationToken);
        FlagDataReader.Read(bytes, FlagDataFile.NameOf(path));
        return FlagDocumentValidator.ValidateEnvironment(bytes);
    }

    private static async Task WriteTextAsync(ParseResult arguments, IReadOnlyList<FlagDocumentProblem> problems)
    {
        foreach (var problem in problems.OrderBy(problem => problem.IsWarning))
        {
            var severity = problem.IsWarning ? "warning" : "error";
            await ToolOutput.WriteLineAsync(arguments, $"{severity}: {ControlCharacters.Escape(problem.ToString())}");
        }

        var warnings = problems.Count(problem => problem.IsWarning);
        await ToolOutput.WriteLineAsync(
            arguments,
            problems.Count == 0
                ? "no problems found"
                : $"{ToolOutput.Count(problems.Count - warnings, "error")}, {ToolOutput.Count(warnings, "warning")}");
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<FlagDocumentProblem> problems)
    {
        json.WriteStartArray();
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("path", problem.Path);
            json.WriteString("problem", problem.Message);
            json.WriteString("severity", problem.IsWarning ? "warning" : "error");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
