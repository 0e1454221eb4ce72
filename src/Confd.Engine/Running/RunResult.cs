using Confd.Engine.Resources;
using Confd.Engine.Updating;
using Confd.GoTemplate;

namespace Confd.Engine.Running;

/// <summary>How a run ended.</summary>
/// <param name="Problems">Resource files that could not be used.</param>
/// <param name="Failures">Resources that could not be brought in sync, in processing order; always empty for a daemon, which has logged
/// them.</param>
public sealed record RunResult(IReadOnlyList<ResourceProblem> Problems, IReadOnlyList<UpdateFailure> Failures)
{
    /// <summary>A run without problems.</summary>
    public static RunResult Success { get; } = new([], []);

    /// <summary>The exit status of a supervised child that ended by itself; null where there was none or it was stopped.</summary>
    public int? ChildExitStatus { get; init; }

    /// <summary>
    /// That of the supervised child where it ended by itself; otherwise 0 where nothing failed; otherwise the exit status of the first
    /// check or reload command that failed, otherwise 1, as in the original.
    /// </summary>
    public int ExitStatus =>
        ChildExitStatus
        ?? Failures.FirstOrDefault(failure => failure.CommandExitStatus is not null)?.CommandExitStatus
        ?? (Problems.Count + Failures.Count == 0 ? 0 : 1);

    /// <summary>The final message, one line for each problem; empty after success.</summary>
    public string Message => Text.Redacted;

    /// <summary>The final message in both forms, with and without values.</summary>
    public ErrorText Text => ErrorText.Join(
        "\n",
        [
            .. Problems.Select(problem => ErrorText.FromString(problem.Message)),
            .. Failures.Select(failure => ErrorText.Format($"{failure.Destination}: {failure.Text}")),
        ]);
}
