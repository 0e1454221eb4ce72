namespace Confd.Engine.Posix;

/// <summary>Mode and owner of a file.</summary>
/// <param name="Mode">Permission bits, and the special bits that a change of owner does not clear.</param>
/// <param name="UserId">The owner's ID.</param>
/// <param name="GroupId">The group's ID.</param>
internal readonly record struct FileAccessRights(UnixFileMode Mode, uint UserId, uint GroupId)
{
    /// <summary>True where the mode is that of the replaced file, as none was set.</summary>
    public bool IsModeKept { get; init; }

    /// <summary>The bits for reading, writing and executing: 0777.</summary>
    public const UnixFileMode PermissionBits = (UnixFileMode)0x1FF;
}
