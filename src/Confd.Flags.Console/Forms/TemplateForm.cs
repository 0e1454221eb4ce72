using Confd.Flags.Authoring.Edits;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Forms;

/// <summary>A flag or segment that is to be made, as a form says.</summary>
internal static class TemplateForm
{
    /// <summary>Reads it. What is wrong is added to the problems; the template is of no use then.</summary>
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

        VariationName? NameOf(string field)
        {
            if (form.Optional(field) is not { } text || variations.Count == 0)
            {
                return null;
            }

            var name = new VariationName(text);
            problems.Read(field, () => name.Find(variations, "the flag"));
            return name;
        }
    }

    // A whole array says exactly which; lines are what most people write.
    private static IReadOnlyList<FlagValue> ReadVariations(FormFields form)
    {
        var (type, text) = (form.Text(Fields.Type), form.Text(Fields.Variations));
        return text.StartsWith('[') && LooseValue.Read(text).Kind == FlagValueKind.Array
            ? VariationText.ReadArray(type, text)
            : VariationText.Read(type, form.Lines(Fields.Variations));
    }
}
