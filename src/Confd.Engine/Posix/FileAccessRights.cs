namespace Confd.Engine.Posix;

/// <summary>Who may do what with a file.</summary>
/// <param name="Mode">Permission bits only (0777).</param>
/// <param name="UserId">The owner's number.</param>
/// <param name="GroupId">The group's number.</param>
internal readonly record struct FileAccessRights(UnixFileMode Mode, uint UserId, uint GroupId);
