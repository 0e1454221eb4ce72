namespace Confd.Engine.Files;

/// <summary>Removes staged files that a killed run left behind.</summary>
public static class StagedFileCleanup
{
    /// <summary>Deletes staged files of a destination that no program holds; files kept with <c>--keep-stage-file</c> stay.</summary>
    /// <returns>The deleted paths.</returns>
    public static IReadOnlyList<string> Remove(string destination)
    {
        var removed = new List<string>();
        var directory = new DirectoryInfo(StageName.DirectoryOf(destination));
        try
        {
            foreach (var file in directory.EnumerateFiles($".{Path.GetFileName(destination)}*", MatchHiddenFiles))
            {
                if (StageName.IsTransient(file.Name, destination) && TryRemove(file))
                {
                    removed.Add(file.FullName);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed: if that matters, staging says so next.
        }

        return removed;
    }

    private static EnumerationOptions MatchHiddenFiles => new() { AttributesToSkip = FileAttributes.Directory | FileAttributes.ReparsePoint };

    private static bool TryRemove(FileInfo file)
    {
        using var handle = UnixFile.TryOpenForReading(file.FullName);
        if (handle is null || !UnixFile.TryLockExclusive(handle))
        {
            return false;
        }

        file.Delete();
        return true;
    }
}
