using System.Buffers;
using System.Text;
using Confd.Cli.Logging;
using Confd.Flags;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;

namespace Confd.Cli.Flags.Evaluating;

/// <summary>One flag for one context, from the command line.</summary>
/// <param name="FlagKey">The flag.</param>
/// <param name="ContextText">The context to evaluate for: JSON, or the key of a user.</param>
/// <param name="DefaultText">The answer where no variation results: JSON, otherwise a string. Null: the command then fails.</param>
/// <param name="Type">The required type, see <see cref="FlagEvalType"/>.</param>
/// <param name="IncludesDetail">Print value, index and reason, not the value alone.</param>
internal sealed record FlagEvalRequest(string FlagKey, string ContextText, string? DefaultText, string? Type, bool IncludesDetail)
{
    /// <summary>Evaluates and prints: a string as it is, other values as JSON; details as one JSON object.</summary>
    /// <returns>The exit status: 1 if there was an error and no default was given.</returns>
    public int Answer(FlagClient client, Stream output, TextWriter errors)
    {
        var context = ReadContext(ContextText);
        var defaultValue = ReadDefault();
        var detail = FlagEvalType.Require(Type, client.JsonVariationDetail(FlagKey, context, defaultValue), defaultValue);
        var isUnanswered = detail.Reason.Kind == EvaluationReasonKind.Error && DefaultText is null;
        if (IncludesDetail || !isUnanswered)
        {
            output.Write(
                IncludesDetail ? Describe(detail) : Encoding.UTF8.GetBytes((detail.Value.AsString ?? detail.Value.ToString()) + "\n"));
        }

        if (isUnanswered)
        {
            var cause = context.Error is { } error ? $": {error}" : "";

            // A default would hide a mistake in the flag itself.
            var hint = detail.Reason.ErrorKind is EvaluationErrorKind.Exception or EvaluationErrorKind.MalformedFlag
                ? "`confd flags validate` says what is wrong with it"
                : "--default gives an answer for such cases";
            ToolMessages.Error(errors, $"flag '{FlagKey}': {detail.Reason}{cause}; {hint}");
        }

        return isUnanswered ? 1 : 0;
    }

    // Of JSON values only an object is a context, so that everything else can be a key unchanged.
    /// <summary>A context from a command line: JSON, or the key of a user.</summary>
    public static EvaluationContext ReadContext(string text) =>
        text.AsSpan().TrimStart() is ['{', ..] ? EvaluationContext.Parse(text) : EvaluationContext.New(text);

    private static byte[] Describe(EvaluationDetail<FlagValue> detail)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FlagEvalAnswer.WriteLine(buffer, FlagValue.Null, detail);
        return buffer.WrittenSpan.ToArray();
    }

    private FlagValue ReadDefault()
    {
        try
        {
            return DefaultText is null ? FlagValue.Null : FlagValue.Parse(DefaultText);
        }
        catch (FlagFormatException)
        {
            return DefaultText;
        }
    }
}
