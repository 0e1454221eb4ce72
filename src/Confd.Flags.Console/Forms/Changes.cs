namespace Confd.Flags.Console.Forms;

/// <summary>What a form can change, as the field <see cref="Fields.Change"/> says.</summary>
internal static class Changes
{
    public const string On = "on";
    public const string Off = "off";
    public const string Serve = "serve";
    public const string ServeWhileOff = "serve-while-off";
    public const string Target = "target";
    public const string Untarget = "untarget";
    public const string AddRule = "rule-add";
    public const string EditRule = "rule-edit";
    public const string MoveRule = "rule-move";
    public const string RemoveRule = "rule-remove";
    public const string AddVariation = "variation-add";
    public const string AddPrerequisite = "prerequisite-add";
    public const string RemovePrerequisite = "prerequisite-remove";
    public const string Describe = "describe";

    /// <summary>Names contexts of a segment.</summary>
    public const string List = "list";

    /// <summary>Names them no more.</summary>
    public const string Unlist = "unlist";

    /// <summary>Which share of those who match a segment's rule is in.</summary>
    public const string Share = "share";

    public const string Create = "create";
    public const string Rename = "rename";
    public const string Archive = "archive";

    /// <summary>Brings back what was archived.</summary>
    public const string Restore = "restore";

    /// <summary>Goes back to a place in the history.</summary>
    public const string RollBack = "roll-back";
}
