using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>What the file system says about a file, links followed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Mode">Permission bits, set-id bits and the sticky bit (07777).</param>
/// <param name="UserId">The owner's number.</param>
/// <param name="GroupId">The group's number.</param>
internal readonly record struct FileState(FileKind Kind, long Size, UnixFileMode Mode, uint UserId, uint GroupId);
