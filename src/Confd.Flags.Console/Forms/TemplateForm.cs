using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Forms;

/// <summary>Reads the form for a new flag or segment.</summary>
internal static class TemplateForm
{
    /// <summary>Reads the template. If problems are added, the template must not be used.</summary>
    public static FlagTemplate Read(FormFields form, DataKind kind, FormProblems problems)
    {
        var template = new FlagTemplate(kind, form.Text(Fields.NewKey)) { Description = LabelForm.Read(form) };
        return kind == DataKind.Segments ? template : ReadFlag(form, template, problems);
    }

    private static FlagTemplate ReadFlag(FormFields form, FlagTemplate template, FormProblems problems)
    {
        var variations = problems.Read(Fields.Variations, () => ReadVariations(form)) ?? [];
        return template with
        {
            Variations = variations,
            OnVariation = NameOf(Fields.OnVariation),
            OffVariation = NameOf(Fields.OffVariation),
            IsOn = form.Text(Fields.IsOn).Length > 0,
            Description = template.Description with { IsClientSide = form.Text(Fields.ClientSide).Length > 0 },
        };

        VariationReference? NameOf(string field)
        {
            if (form.Optional(field) is not { } text || variations.Count == 0)
            {
                return null;
            }

            var name = new VariationReference(text);
            problems.Read(field, () => name.Find(variations, "the flag"));
            return name;
        }
    }

    // A JSON array gives the values exactly; lines are what most people write.
    private static IReadOnlyList<FlagValue> ReadVariations(FormFields form)
    {
        var (type, text) = (form.Text(Fields.Type), form.Text(Fields.Variations));
        return text.StartsWith('[') && LooseValue.Read(text).Kind == FlagValueKind.Array
            ? VariationText.ReadArray(type, text)
            : VariationText.Read(type, form.Lines(Fields.Variations));
    }
}
