using System.Buffers;
using System.Text;
using Confd.Cli.Logging;
using Confd.Flags;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;

namespace Confd.Cli.Flags.Evaluating;

/// <summary>One flag for one context, as asked on the command line.</summary>
/// <param name="FlagKey">The flag.</param>
/// <param name="ContextText">For whom: a context in JSON, or the key of a user.</param>
/// <param name="DefaultText">The answer where no variation results: JSON, else taken as a string. Null: then the command fails.</param>
/// <param name="Type">The type that is demanded, see <see cref="FlagEvalType"/>.</param>
/// <param name="WantsDetail">Print value, index and reason, not the value alone.</param>
internal sealed record FlagEvalQuestion(string FlagKey, string ContextText, string? DefaultText, string? Type, bool WantsDetail)
{
    /// <summary>Evaluates and prints: a string as it is, other values as JSON; details as one JSON object.</summary>
    /// <returns>The exit status: 1 if there was an error and no default was given.</returns>
    public int Answer(FlagClient client, Stream output, TextWriter errors)
    {
        var context = ReadContext(ContextText);
        var defaultValue = ReadDefault();
        var detail = FlagEvalType.Demand(Type, client.JsonVariationDetail(FlagKey, context, defaultValue), defaultValue);
        var isUnanswered = detail.Reason.Kind == EvaluationReasonKind.Error && DefaultText is null;
        if (WantsDetail || !isUnanswered)
        {
            output.Write(
                WantsDetail ? Describe(detail) : Encoding.UTF8.GetBytes((detail.Value.AsString ?? detail.Value.ToString()) + "\n"));
        }

        if (isUnanswered)
        {
            var cause = context.Error is { } error ? $": {error}" : "";
            Complaint.Error(errors, $"flag '{FlagKey}': {detail.Reason}{cause}; --default gives an answer for such cases");
        }

        return isUnanswered ? 1 : 0;
    }

    // No JSON value but an object is a context, so that everything else can be a key as it stands.
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
