using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Cli.Flags;

/// <summary>Reports problems of flags before they are written, and refuses them.</summary>
internal static class ValidatedFlags
{
    // A file of an entirely different kind has a problem in every line.
    private const int MaxShown = 20;

    public static Option<bool> CreateForceOption() => new("--force")
    {
        Description = "Write even what evaluators cannot handle, or what a sync would revert; problems become warnings.",
    };

    /// <summary>Prints the problems on stderr.</summary>
    /// <param name="arguments">The parsed arguments, with the output.</param>
    /// <param name="source">The file's name.</param>
    /// <param name="problems">The problems found.</param>
    /// <param name="isForced">True: it is written despite the problems.</param>
    /// <exception cref="FlagDataException">It must not be written.</exception>
    public static async Task RequireValidAsync(
        ParseResult arguments, string source, IReadOnlyList<FlagDocumentProblem> problems, bool isForced)
    {
        var error = arguments.InvocationConfiguration.Error;
        foreach (var problem in problems.OrderBy(problem => problem.IsWarning).Take(MaxShown))
        {
            var text = $"{source}: {problem}";
            await (problem.IsWarning || isForced ? ToolMessages.WarningAsync(error, text) : ToolMessages.ErrorAsync(error, text));
        }

        if (problems.Count > MaxShown)
        {
            await ToolMessages.WarningAsync(error, $"{source}: {problems.Count - MaxShown} more problems are not shown");
        }

        if (!isForced && problems.Any(problem => !problem.IsWarning))
        {
            throw new FlagDataException(source, 0, 0, "nothing was written; fix the file, or use --force to write it anyway");
        }
    }
}
