using Confd.Backends;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.GoTemplate;
using Confd.Shared.Files;
using Confd.Toml;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Validation;

/// <summary>The common part of <c>--check-config</c> and <c>--validate</c>: checks and logs every file, then throws all problems
/// together.</summary>
internal sealed partial class ValidationRun(string configDirectory, BackendRegistry backends, ILogger logger)
{
    /// <summary>Checks each file.</summary>
    /// <param name="resource">The only file to check; null or empty for all below <c>conf.d</c>.</param>
    /// <param name="validate">Returns the problems of one file; none for a valid one. May throw the exceptions of reading TOML and
    /// files.</param>
    /// <param name="complete">Logs the last line from the number of valid files and of all.</param>
    /// <exception cref="ValidationException">There is a problem, or the files cannot be found.</exception>
    public void Validate(string? resource, Func<TomlTable, IReadOnlyList<ValidationProblem>> validate, Action<int, int> complete)
    {
        var files = ValidationFiles.Find(configDirectory, resource);
        if (files.Count == 0)
        {
            LogNoFiles(logger, ResourceFolder.PathIn(configDirectory));
            return;
        }

        var problems = new List<ValidationProblem>();
        var good = 0;
        foreach (var file in files)
        {
            var found = ValidateOne(file, validate);
            foreach (var problem in found)
            {
                LogProblem(logger, problem.Text);
            }

            if (found.Count == 0)
            {
                LogGood(logger, file);
                good++;
            }

            problems.AddRange(found);
        }

        complete(good, files.Count);
        if (problems.Count > 0)
        {
            throw new ValidationException(ErrorText.Join("\n", [.. problems.Select(problem => problem.Text)]));
        }
    }

    private IReadOnlyList<ValidationProblem> ValidateOne(string file, Func<TomlTable, IReadOnlyList<ValidationProblem>> validate)
    {
        try
        {
            var document = TomlReader.Read(RegularFile.ReadAll(file), file);
            new ResourceFile(document).RequireTypes(backends);
            return validate(document);
        }
        catch (Exception exception)
        {
            // An unexpected exception for an unforeseen text: the other files are checked nevertheless.
            return [ValidationProblem.TryDescribe(file, exception) ?? new ValidationProblem(file, null, FailureText.Of(exception))];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No configuration files found in {Folder}")]
    private static partial void LogNoFiles(ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    private static partial void LogProblem(ILogger logger, ErrorText problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "OK: {File}")]
    private static partial void LogGood(ILogger logger, string file);
}
