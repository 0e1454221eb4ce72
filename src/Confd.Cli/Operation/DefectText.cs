using Confd.Engine.Posix;
using Confd.GoTemplate;

namespace Confd.Cli.Operation;

/// <summary>The information for a bug report: the types of the exceptions and where they were thrown. Their messages may quote
/// anything.</summary>
internal static class DefectText
{
    public static ErrorText Of(Exception defect)
    {
        var redacted = new List<string>();
        for (var exception = defect; exception is not null; exception = exception.InnerException)
        {
            redacted.Add($"{exception.GetType()}: {FailureText.Of(exception).Redacted}\n{exception.StackTrace}".TrimEnd('\n'));
        }

        return new ErrorText($"internal error: {defect}", $"internal error: {string.Join("\n ---> ", redacted)}");
    }
}
