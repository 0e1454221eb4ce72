using Confd.Cli.Logging;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Model;
using Confd.Flags.Storage;
using Confd.Shared.Files;

namespace Confd.Cli.Flags.Evaluating;

/// <summary>The flags that a case is evaluated with, as programs read them: what cannot be read is left out.</summary>
/// <param name="Set">The flags and segments.</param>
/// <param name="Unreadable">The flags and segments that are left out.</param>
internal sealed record FlagEvalData(FlagSet Set, IReadOnlyCollection<ItemName> Unreadable)
{
    /// <summary>Reads a file, and warns of everything that cannot be read.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read, or is not flag data.</exception>
    public static FlagEvalData Read(string path, TextWriter errors)
    {
        try
        {
            var read = EnvironmentSnapshot.Of(path, FlagDataReader.Read(RegularFile.ReadAll(path), path));
            var unreadable = read.FindUnreadable();
            foreach (var (item, problems) in unreadable.OrderBy(item => item.Key.Key, StringComparer.Ordinal))
            {
                var reasons = string.Join("; ", problems.Where(problem => !problem.IsWarning));
                ToolMessages.Warning(errors, $"{path}: '{item.Key}' in '{item.Kind}' cannot be read and is left out: {reasons}");
            }

            return new FlagEvalData(read.ToSet(), [.. unreadable.Keys]);
        }
        catch (FileReadException e)
        {
            throw new ConfigurationException($"cannot read {path}: {e.Reason}", e);
        }
        catch (FlagDataException e)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }

    /// <summary>Evaluates a case. A flag that cannot be read is an error, as in a client.</summary>
    public EvaluationDetail<FlagValue> Evaluate(FlagEvalCase evaluation) =>
        Unreadable.Contains(new ItemName(DataKind.Features, evaluation.FlagKey))
            ? new EvaluationDetail<FlagValue>(evaluation.Default, null, EvaluationReason.Error(EvaluationErrorKind.Exception))
            : evaluation.Evaluate(Set);
}
