using System.Text;
using Confd.Aws.Connections;
using Confd.Backends;
using Confd.Backends.DynamoDb;
using Confd.Cli.Backends;
using Confd.Cli.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Operation;
using Confd.Cli.Rendering;
using Confd.Cli.Running;
using Confd.Cli.Tools;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.Validation;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Microsoft.Extensions.Logging;

namespace Confd.Cli;

/// <summary>The program from its arguments to its exit status: reads arguments, variables and confd.toml, then runs the
/// command.</summary>
internal sealed partial class ConfdProgram(CliHost host)
{
    private const string ErrorLead = "confd: error: ";

    private bool _showsValues;
    private string? _keyTable;

    /// <summary>Runs the program.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            var parsed = ArgumentParser.Parse(arguments);
            if (parsed.Command is { Kind: CliCommandKind.Tool } tool)
            {
                UseProxies(isNeeded: tool.Name != "completion", log: null);
                return await ToolCommandLine.RunAsync(tool, parsed.ToolArguments, host);
            }

            return await RunBackendAsync(parsed);
        }
        catch (UsageException usage)
        {
            WriteUsage(usage.Command);
            WriteError(usage.Message);
            return usage.ExitStatus;
        }
        catch (Exception problem) when (problem is ConfigurationException or KeyBackendException or ValidationException)
        {
            WriteError(ErrorText.Format($"{FailureText.Of(problem)}{Remedy.For(problem, _keyTable)}"));
            return 1;
        }
        catch (Exception shortage) when (ThreadShortage.IsShortage(shortage))
        {
            WriteError(ThreadShortage.Message);
            return 1;
        }
        catch (FileNotFoundException) when (!HasWorkingDirectory())
        {
            WriteError(
                "the working directory no longer exists: start confd in one that does, or use absolute paths");
            return 1;
        }
        catch (IOException lost)
        {
            // For example, standard output is a file on a full disk.
            WriteError(FailureText.Of(lost));
            return 1;
        }
        catch (Exception defect)
        {
            // A bug in this program: reported in the form that scripts expect, with the details for a bug report.
            WriteError(DefectText.Of(defect));
            return 1;
        }
    }

    private static bool HasWorkingDirectory()
    {
        try
        {
            return Environment.CurrentDirectory.Length > 0;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private static void ValidateAllowedValues(ParsedArguments parsed)
    {
        var options = parsed.OptionsInScope.OfType<CliOption<string>>();
        foreach (var option in options.Where(option => option.AllowedValues.Count > 0))
        {
            var value = parsed.Values.Get(option);
            if (parsed.Values.SourceOf(option) != OptionSource.File && !option.AllowedValues.Contains(value))
            {
                var allowed = string.Join(',', option.AllowedValues.Select(GoFormat.Quote));
                throw new UsageException($"{option.Flag} must be one of {allowed} but got {GoFormat.Quote(value)}", parsed.UsageCommand);
            }
        }
    }

    private static CliCommand ValidateRequired(ParsedArguments parsed)
    {
        if (parsed is { IsRender: true, RenderSource: null })
        {
            throw new UsageException("missing argument: RESOURCE or -", CliCommands.Render);
        }

        var modes = new[] { Options.CheckConfig, Options.Validate, Options.Preflight };
        if (parsed.IsRender && Array.Find(modes, parsed.Values.Get) is { } mode)
        {
            throw new UsageException($"{mode.Flag} cannot be used with {CliCommands.Render.Name}", CliCommands.Render);
        }

        if (parsed.Command is not { } command)
        {
            var names = CliCommands.All.Take(5).Select(each => GoFormat.Quote(each.Name));
            throw new UsageException($"expected one of {string.Join(", ", names)}, ...", parsed.UsageCommand);
        }

        if (command.Options.Where(option => option.IsRequired && !parsed.Values.IsSet(option)).ToArray() is { Length: > 0 } missing)
        {
            throw new UsageException($"missing flags: {string.Join(", ", missing.Select(option => option.Summary))}", command);
        }

        return command;
    }

    private async Task<int> RunBackendAsync(ParsedArguments parsed)
    {
        if (parsed.Values.IsSet(Options.Help))
        {
            WriteHelp(parsed.Command ?? parsed.UsageCommand);
            return 0;
        }

        Variables.Apply(parsed, host.Variable);
        if (parsed.Values.IsSet(Options.Version))
        {
            WriteOutput(BuildVersion.Line + "\n");
            return 0;
        }

        if (Platform.Refusal is { } refusal)
        {
            throw new ConfigurationException(refusal);
        }

        _showsValues = parsed.Values.Get(Options.LogValues);
        ValidateAllowedValues(parsed);
        var unknown = ConfigFile.Apply(parsed.Values.Get(Options.ConfigFile), parsed);
        var command = ValidateRequired(parsed);
        _keyTable = command.Options.FirstOrDefault(option => ReferenceEquals(option.Row, DynamoBackendFactory.Table)) is { } table
            ? parsed.Values.Find(table) as string
            : null;
        ProgramEnd status;
        var log = new LineLogger(LogQueue.Start(parsed.IsRender ? host.OpenErrorLog() : host.Output), host.Origin, host.Clock);
        try
        {
            if (!Configure(log, parsed))
            {
                return 1;
            }

            Validate(unknown, parsed.Values, log);
            var backends = ServedBackends.All.With(parsed.NamedBackends);
            UseProxies(isNeeded: parsed.NamedBackends.Values.Select(each => each.Name).Append(command.Name).Any(IsOverHttp), log);
            var render = parsed.RenderSource is { } source ? new RenderRequest(source, parsed.Values) : null;
            status = await new BackendRun(host, command, parsed.Values, log) { Backends = backends, Render = render }.RunAsync();
        }
        finally
        {
            log.Dispose();
            if (log.Dropped > 0)
            {
                var stream = parsed.IsRender ? "error" : "output";
                WriteError($"{log.Dropped} log lines were lost: they were not read in time from standard {stream}");
            }
        }

        if (status.Message.Full.Length > 0)
        {
            WriteError(status.Message);
        }

        if (status.Signal is { } signal)
        {
            // The original leaves the signal to its default effect: the parent process sees that a signal ended it.
            host.EndBySignal(signal);
        }

        return status.ExitStatus;
    }

    private static bool IsOverHttp(string backend) => ServedBackends.All.Find(backend)?.UsesHttp == true;

    // Reports misspelled settings of confd.toml.
    private static void Validate(IReadOnlyList<UnknownSetting> unknown, OptionValues values, ILogger log)
    {
        foreach (var setting in unknown)
        {
            LogUnknownSetting(log, setting.ToString());
        }

        if (unknown.Count > 0 && values.Get(Options.CheckConfig) && values.Get(Options.Strict))
        {
            throw new ConfigurationException(string.Join('\n', unknown));
        }
    }

    private static bool Configure(LineLogger log, ParsedArguments parsed)
    {
        var values = parsed.Values;
        var level = parsed.IsRender && !values.IsSet(Options.LogLevel) ? "warn" : values.Get(Options.LogLevel);
        if (LevelNames.Read(level) is var logLevel && logLevel == LogLevel.None)
        {
            LogBadLevel(log, GoFormat.Quote(level), values.PlaceInParentheses(Options.LogLevel));
            return false;
        }

        log.Level = logLevel;
        log.ShowsValues = values.Get(Options.LogValues);
        var format = values.Get(Options.LogFormat);
        if (format is not ("" or "text" or "json"))
        {
            LogBadFormat(log, GoFormat.Quote(format), values.PlaceInParentheses(Options.LogFormat));
            return false;
        }

        log.Format = format == "json" ? LogFormat.Json : LogFormat.Text;
        return true;
    }

    // For every HTTP client of the program: those of the AWS SDK and of its credential providers use the default proxy too.
    private void UseProxies(bool isNeeded, ILogger? log)
    {
        try
        {
            if (EnvironmentProxy.Create(host.Variable) is { } proxy)
            {
                HttpClient.DefaultProxy = proxy;
            }
        }
        catch (FormatException problem)
        {
            if (isNeeded)
            {
                throw new ConfigurationException(problem.Message, problem);
            }

            // A resource may still have a backend of its own.
            if (log is not null)
            {
                LogBadProxy(log, problem.Message);
            }
        }
    }

    private void WriteHelp(CliCommand? command)
    {
        using var page = new StringWriter { NewLine = "\n" };
        HelpPage.Write(page, command, host.HelpWidth());
        WriteOutput(page.ToString());
    }

    private void WriteUsage(CliCommand? command)
    {
        using var page = new StringWriter { NewLine = "\n" };
        HelpPage.WriteUsage(page, command, host.HelpWidth());
        if (command?.Kind == CliCommandKind.Render)
        {
            // Standard output is for rendered text.
            BoundedStderr.Write(host.Error, page.ToString());
            return;
        }

        WriteOutput(page.ToString());
    }

    private void WriteOutput(string text)
    {
        try
        {
            host.Output.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            // The reader, such as head(1), has closed its end.
        }
    }

    // The further lines of a message follow below its first one, as in the original.
    private void WriteError(ErrorText message)
    {
        var lines = (_showsValues ? message.Full : message.Redacted).TrimEnd('\n').Split('\n').Select(ControlCharacters.Escape);
        BoundedStderr.Write(host.Error, ErrorLead + string.Join("\n" + new string(' ', ErrorLead.Length), lines) + "\n");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Setting}")]
    private static partial void LogUnknownSetting(ILogger logger, string setting);

    [LoggerMessage(Level = LogLevel.Error, Message = "not a valid level: {Level}{Place}")]
    private static partial void LogBadLevel(ILogger logger, string level, string place);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No proxy is used: {Reason}")]
    private static partial void LogBadProxy(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "not a valid log format: {Format}{Place}")]
    private static partial void LogBadFormat(ILogger logger, string format, string place);
}
