using Confd.Engine.Posix;

namespace Confd.Engine.Resources;

/// <summary>Users or groups, and their settings in a resource.</summary>
/// <param name="NumberSetting">The setting of an ID, which takes precedence.</param>
/// <param name="NameSetting">The setting of a name.</param>
/// <param name="Noun">The word for one.</param>
/// <param name="Own">The ID of this program, where the resource names none.</param>
/// <param name="Find">Returns the ID of a name; null where there is none. Throws a <see cref="UnixException"/> if it cannot be looked
/// up.</param>
/// <param name="Failure">The start of an error about a name.</param>
internal sealed record AccountKind(
    string NumberSetting, string NameSetting, string Noun, Func<uint> Own, Func<string, uint?> Find, Func<string, string> Failure)
{
    public static AccountKind User { get; } = new(
        "uid", "owner", "user", () => Accounts.EffectiveUserId, Accounts.FindUserId, _ => "cannot find owner's UID");

    public static AccountKind Group { get; } = new(
        "gid",
        "group",
        "group",
        () => Accounts.EffectiveGroupId,
        Accounts.FindGroupId,
        name => $"cannot find group's GID for group \"{name}\"");
}
