using System.Diagnostics;
using Confd.Engine.Posix;
using Confd.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Files;

/// <summary>Replaces the destination by a staged file.</summary>
internal static class FileReplacer
{
    /// <summary>
    /// Renames the staged file to the destination or, where that is not possible because the destination is a mount point or on another
    /// file system, writes the bytes into the existing file.
    /// </summary>
    /// <returns>How long writing into the existing file took; null where the staged file replaced it.</returns>
    /// <exception cref="IOException">
    /// Neither was possible. The destination has its old bytes where there was no room; it may contain a part of the new ones where the
    /// device failed.
    /// </exception>
    public static StageTimes? Replace(StagedFile staged, FilePath destination)
    {
        ArgumentNullException.ThrowIfNull(staged);
        if (ReservedPlaces.FindProblem(destination) is { } problem)
        {
            throw new IOException(problem);
        }

        try
        {
            staged.MoveTo(destination);
            return null;
        }
        catch (UnixException exception) when (exception.Error is UnixError.Busy or UnixError.OtherDevice && IsSamePlace(destination))
        {
            return WriteInPlace(staged, destination);
        }
    }

    // A user who makes the two names of one folder lead to two file systems must not choose which file is written.
    private static bool IsSamePlace(FilePath destination) => destination.IsHeld || !HeldFolder.IsPossible;

    // Cannot be atomic: the new length is set last, so that a reader never finds the file empty. Steps that can fail for lack of room come
    // before the first old byte is overwritten.
    private static StageTimes WriteInPlace(StagedFile staged, FilePath path)
    {
        var started = Stopwatch.GetTimestamp();
        var destination = path.Text;
        using var file = UnixFile.OpenForWriting(path);
        var before = RandomAccess.GetLength(file);
        var length = staged.Content.Length;
        var isReserved = OrElseShorten(file, destination, before, () => UnixFile.Reserve(file, destination, length));
        var reservedAt = Stopwatch.GetTimestamp();
        UnixFile.ChangeOwner(file, destination, staged.Rights.UserId, staged.Rights.GroupId);
        UnixFile.ChangeMode(file, destination, staged.Rights.Mode);
        var protect = Stopwatch.GetElapsedTime(reservedAt);
        if (!isReserved && length > before)
        {
            AppendTail(staged.Content, file, destination, before);
        }

        staged.Content.CopyTo(file, destination);
        UnixFile.Flush(file, destination, length);
        return new StageTimes(Stopwatch.GetElapsedTime(started) - protect, protect);
    }

    // Where room cannot be reserved, the part that needs new room is written first, after the old bytes, and removed where it does not fit.
    private static void AppendTail(FileContent content, SafeFileHandle file, string destination, long before) =>
        OrElseShorten(file, destination, before, () =>
        {
            content.CopyTo(file, destination, before);
            UnixFile.Flush(file, destination);
            return true;
        });

    // Releases the room that was taken on a full disk, also where it was only reserved, which some file systems keep.
    private static bool OrElseShorten(SafeFileHandle file, string destination, long before, Func<bool> take)
    {
        try
        {
            return take();
        }
        catch (IOException)
        {
            UnixFile.Flush(file, destination, before);
            throw;
        }
    }
}
