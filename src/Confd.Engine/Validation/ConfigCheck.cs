using Confd.Backends;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Validation;

/// <summary><c>--check-config</c>: finds all problems of the resource files, without a backend.</summary>
/// <param name="configDirectory">The folder of <c>conf.d</c> and <c>templates</c>.</param>
/// <param name="backends">The backends that a <c>[backend]</c> table may name.</param>
/// <param name="logger">Logs every problem and every valid file.</param>
internal sealed partial class ConfigCheck(string configDirectory, BackendRegistry backends, ILogger logger)
{
    /// <summary>Returns the variables of settings; null means "not set".</summary>
    /// <value>Default: the environment of this process.</value>
    public Func<string, string?> Variable { get; init; } = ProcessEnvironment.Find;

    /// <summary>Checks all resource files, or one.</summary>
    /// <param name="resource">The only file to check, absolute or relative to <c>conf.d</c>; null or empty for all.</param>
    /// <param name="strictness">How warnings are treated.</param>
    /// <param name="randomFunctions">How templates whose output differs each time are treated.</param>
    /// <exception cref="ValidationException">There is a problem; the message has a line for each.</exception>
    public void Run(
        string? resource,
        CheckStrictness strictness = CheckStrictness.Lenient,
        Nondeterminism randomFunctions = Nondeterminism.Refused)
    {
        var context = new ResourceContext(configDirectory, GlobalPrefix: "", backends) { Variable = Variable };
        var destinations = new DestinationOwners();
        new ValidationRun(configDirectory, backends, logger).Validate(
            resource,
            document => new ResourceValidator(document, context, strictness, randomFunctions, destinations, logger).Validate(),
            (good, total) => LogComplete(logger, good, total));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Validation complete: {Good}/{Total} files passed")]
    private static partial void LogComplete(ILogger logger, int good, int total);
}
