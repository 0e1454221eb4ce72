using Confd.Engine.Posix;

namespace Confd.Engine.Resources;

/// <summary>Users or groups, and how a resource names them.</summary>
/// <param name="NumberSetting">The setting of a number, which wins.</param>
/// <param name="NameSetting">The setting of a name.</param>
/// <param name="Noun">What one is called.</param>
/// <param name="Own">That of this program, where the resource names none.</param>
/// <param name="Find">The number of a name; null where there is none. Throws a <see cref="UnixException"/> where nobody can say.</param>
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
