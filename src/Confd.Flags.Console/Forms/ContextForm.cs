using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;

namespace Confd.Flags.Console.Forms;

/// <summary>The context that a flag is tried with: in JSON, or as kind, key and attributes.</summary>
internal static class ContextForm
{
    /// <summary>Reads the context. An invalid one has its error as a property.</summary>
    public static EvaluationContext Read(FormFields form) => form.Optional(Fields.Context) is { } json
        ? EvaluationContext.Parse(json)
        : ReadParts(form);

    private static EvaluationContext ReadParts(FormFields form)
    {
        var builder = EvaluationContext.Builder(form.Text(Fields.ContextKey))
            .Kind(form.Optional(Fields.Kind) ?? ContextKind.User);
        foreach (var line in form.Lines(Fields.Attributes))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                return EvaluationContext.Invalid($"the attribute '{line}' is not of the form NAME=VALUE");
            }

            builder.Set(line[..equals].Trim(), LooseValue.Read(line[(equals + 1)..].Trim()));
        }

        return builder.Build();
    }
}
