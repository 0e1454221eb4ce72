using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;

namespace Confd.Flags.Console.Forms;

/// <summary>The name, description and tags of a flag or segment.</summary>
internal static class LabelForm
{
    /// <summary>Reads all fields.</summary>
    public static DescribeItem Read(FormFields form) => new()
    {
        Name = form.Text(Fields.Name),
        Description = form.Paragraphs(Fields.Description),
        Tags = form.Text(Fields.Tags).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    };

    /// <summary>Reads the fields that differ from what was shown.</summary>
    public static DescribeItem Read(FormFields form, FlagLabels shown)
    {
        var sent = Read(form);
        return new DescribeItem
        {
            Name = form.IsAsShown(Fields.Name, shown.Name ?? "") ? null : sent.Name,
            Description = form.AreAsShown(Fields.Description, shown.Description ?? "") ? null : sent.Description,
            Tags = form.IsAsShown(Fields.Tags, Tags(shown)) ? null : sent.Tags,
        };
    }

    /// <summary>Tags as their field shows them.</summary>
    public static string Tags(FlagLabels labels) => string.Join(", ", labels.Tags);
}
