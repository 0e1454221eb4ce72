namespace Confd.Engine.Files;

/// <summary>Puts a staged file in the destination's place.</summary>
public static class FileReplacer
{
    /// <summary>
    /// Moves the staged file onto the destination, or, where the destination cannot be moved onto because it is a mount point or on another file
    /// system, writes the bytes into the existing file.
    /// </summary>
    /// <returns>Which of the two was done.</returns>
    /// <exception cref="IOException">Neither could be done; after a failed write in place the destination may hold a part of the new bytes.</exception>
    public static ReplacementKind Replace(StagedFile staged, string destination)
    {
        try
        {
            staged.MoveTo(destination);
            return ReplacementKind.Renamed;
        }
        catch (UnixException exception) when (exception.Error is UnixError.Busy or UnixError.OtherDevice)
        {
            WriteInPlace(staged, destination);
            return ReplacementKind.WrittenInPlace;
        }
    }

    // Not atomic, and cannot be: the new length is set last, so that a reader never finds the file empty.
    private static void WriteInPlace(StagedFile staged, string destination)
    {
        using var file = UnixFile.OpenForWriting(destination);
        UnixFile.ChangeOwner(file, destination, staged.Rights.UserId, staged.Rights.GroupId);
        UnixFile.ChangeMode(file, destination, staged.Rights.Mode);
        staged.Content.CopyTo(file);
        RandomAccess.SetLength(file, staged.Content.Length);
        RandomAccess.FlushToDisk(file);
    }
}
