using Confd.Flags.Authoring.Edits;

namespace Confd.Flags.Console.Forms;

/// <summary>What a flag or segment says of itself to people.</summary>
internal static class LabelForm
{
    public static DescribeItem Read(FormFields form) => new()
    {
        Name = form.Text(Fields.Name),
        Description = form.Text(Fields.Description),
        Tags = form.Text(Fields.Tags).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    };
}
