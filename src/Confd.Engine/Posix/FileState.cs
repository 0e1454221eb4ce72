using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>The status of a file, links followed.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Mode">Permission bits, set-id bits and the sticky bit (07777).</param>
/// <param name="UserId">The owner's ID.</param>
/// <param name="GroupId">The group's ID.</param>
internal readonly record struct FileState(FileKind Kind, long Size, UnixFileMode Mode, uint UserId, uint GroupId);
