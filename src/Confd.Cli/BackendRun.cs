using Confd.Cli.CommandLine;
using Confd.Cli.Logging;
using Confd.Engine.Validation;
using Microsoft.Extensions.Logging;

namespace Confd.Cli;

/// <summary>One run with a backend, in the original's start-up order: validation modes, backend, HTTP server, then preflight, one pass or a daemon.</summary>
internal sealed partial class BackendRun(CliHost host, CliCommand command, OptionValues values, LineLogger log)
{
    /// <summary>Runs to the end.</summary>
    /// <exception cref="ConfigurationException">A setting is judged late and malformed.</exception>
    /// <exception cref="Confd.Engine.Keys.KeyBackendException">The backend cannot be opened.</exception>
    /// <exception cref="ValidationException">A validation mode found problems.</exception>
    public Task<ProgramEnd> RunAsync()
    {
        if (values.Get(Options.CheckConfig))
        {
            var served = CliCommands.Backends.Where(each => each.Kind == CliCommandKind.Backend).Select(each => each.Name).ToArray();
            new ConfigCheck(values.Get(Options.ConfDir), served, log).Run(values.Get(Options.Resource));
            return Task.FromResult(ProgramEnd.Success);
        }

        LogStarting(log);
        LogBackend(log, command.Name);
        throw new ConfigurationException("not wired " + host.Clock);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting confd")]
    private static partial void LogStarting(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Backend set to {Backend}")]
    private static partial void LogBackend(ILogger logger, string backend);
}
