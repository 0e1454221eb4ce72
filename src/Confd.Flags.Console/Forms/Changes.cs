namespace Confd.Flags.Console.Forms;

/// <summary>The values of the field <see cref="Fields.Change"/>.</summary>
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

    /// <summary>Adds contexts to a list of a segment.</summary>
    public const string List = "list";

    /// <summary>Removes them from it.</summary>
    public const string Unlist = "unlist";

    /// <summary>Changes the share of matching contexts that a segment's rule includes.</summary>
    public const string Share = "share";

    public const string Create = "create";
    public const string Rename = "rename";
    public const string Archive = "archive";

    /// <summary>Restores an archived item.</summary>
    public const string Restore = "restore";

    /// <summary>Rolls back to a position in the history.</summary>
    public const string RollBack = "roll-back";
}
