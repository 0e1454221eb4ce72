namespace Confd.Engine.Posix;

/// <summary>Who may do what with a file.</summary>
/// <param name="Mode">Permission bits, and those beside them that a change of owner does not take away.</param>
/// <param name="UserId">The owner's number.</param>
/// <param name="GroupId">The group's number.</param>
internal readonly record struct FileAccessRights(UnixFileMode Mode, uint UserId, uint GroupId)
{
    /// <summary>True where the mode is that of the file that is replaced, and nobody has chosen it.</summary>
    public bool IsModeKept { get; init; }

    /// <summary>Those that say who may read, write and execute: 0777.</summary>
    public const UnixFileMode PermissionBits = (UnixFileMode)0x1FF;
}
