using System.Diagnostics;
using Confd.Engine.Posix;
using Confd.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Files;

/// <summary>
/// The rendered bytes in the destination's folder, ready to replace the destination: no other user can read it before owner and mode are
/// final, and the file gets its name after the last byte. Deleted on dispose unless it was moved away or has to be kept.
/// </summary>
/// <remarks>
/// Where the file system supports it, the file has no name while it is written, so a killed program leaves nothing behind; large content
/// was already rendered into that file. While it has a name it is locked, so that <see cref="StagedFileCleanup"/> of other runs detects
/// that it is in use.
/// </remarks>
internal sealed class StagedFile : IDisposable
{
    private const int MaxNames = 100;

    // With an access list these bits are the most that it grants others; without it they would be the group's.
    private const UnixFileMode OfGroup = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    private readonly FilePath _path;
    private readonly SafeFileHandle? _lock;
    private bool _staysOnDispose;
    private bool _isPreview;

    private StagedFile(
        FilePath path, SafeFileHandle? inUse, FileContent content, FileAccessRights rights, bool isKept, IReadOnlyList<string> lost)
    {
        _path = path;
        Content = content;
        Rights = rights;
        _lock = inUse;
        _staysOnDispose = isKept;
        LostAttributes = lost;
    }

    /// <summary>The file.</summary>
    public string Path => _path.Text;

    /// <summary>Its bytes.</summary>
    public FileContent Content { get; }

    /// <summary>Its mode and owner.</summary>
    public FileAccessRights Rights { get; }

    /// <summary>
    /// Access lists and other extended attributes of the destination that the file could not be given, each as <c>NAME: REASON</c>; empty
    /// where it has them all.
    /// </summary>
    public IReadOnlyList<string> LostAttributes { get; }

    /// <summary>How long creating it took.</summary>
    public StageTimes Times { get; private init; }

    /// <summary>Writes a staged file that is deleted on dispose.</summary>
    /// <param name="destination">The file whose folder, base name and, where it exists, access list and extended attributes it
    /// shares.</param>
    /// <param name="content">The bytes; not copied, the caller must not change them while the staged file exists.</param>
    /// <param name="rights">Final mode and owner; the umask is not applied.</param>
    /// <exception cref="StageException">It could not be created.</exception>
    public static StagedFile Create(FilePath destination, FileContent content, FileAccessRights rights) =>
        Create(destination, content, rights, isKept: false);

    /// <summary>Writes a staged file that is kept for inspection.</summary>
    /// <inheritdoc cref="Create(FilePath, FileContent, FileAccessRights)"/>
    public static StagedFile CreateKept(FilePath destination, FileContent content, FileAccessRights rights) =>
        Create(destination, content, rights, isKept: true);

    /// <summary>A preview where nothing may be written: with the name of a staged file, but without the file.</summary>
    /// <exception cref="StageException">The folder does not exist.</exception>
    /// <inheritdoc cref="Create(FilePath, FileContent, FileAccessRights)" path="/param"/>
    public static StagedFile Preview(FilePath destination, FileContent content, FileAccessRights rights)
    {
        var path = StageName.Next(destination, isKept: false);
        var missing = UnixFile.Stat(destination.Folder) switch
        {
            null => UnixError.NoSuchFile,
            { Kind: not FileKind.Directory } => UnixError.NotADirectory,
            _ => 0,
        };
        if (missing != 0)
        {
            var cause = new UnixException($"open {path}", missing);
            throw new StageException(StageStep.Create, cause.Message, cause);
        }

        return new StagedFile(path, inUse: null, content, rights, isKept: true, lost: []) { _isPreview = true };
    }

    /// <summary>Moves the file to a path atomically: opening that path returns either the old or the new file, complete.</summary>
    /// <exception cref="UnixException">It could not be moved; it still exists.</exception>
    public void MoveTo(FilePath destination)
    {
        UnixFile.Rename(_path, destination);
        _staysOnDispose = true;
    }

    /// <summary>Makes dispose delete the file, if there is one, even if it had to be kept.</summary>
    public void DeleteOnDispose() => _staysOnDispose = _isPreview;

    /// <inheritdoc/>
    /// <exception cref="IOException">The file could not be deleted.</exception>
    public void Dispose()
    {
        try
        {
            if (!_staysOnDispose)
            {
                _staysOnDispose = true;
                File.Delete(_path.SystemPath);
            }
        }
        finally
        {
            _lock?.Dispose();
        }
    }

    private static StagedFile Create(FilePath destination, FileContent content, FileAccessRights rights, bool isKept)
    {
        try
        {
            return CreateUnnamed(destination, content, rights, isKept) ?? CreateNamed(destination, content, rights, isKept);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StageException(StageStep.Create, exception.Message, exception);
        }
    }

    private static StagedFile? CreateUnnamed(FilePath destination, FileContent content, FileAccessRights rights, bool isKept)
    {
        using var rendered = content.TryHandOver(destination.Folder);
        using var made = rendered is null ? UnixFile.TryCreateUnnamed(destination.Folder) : null;
        if ((rendered ?? made) is not { } file)
        {
            return null;
        }

        var path = StageName.Next(destination, isKept);
        var (lost, times) = Fill(file, path.Text, destination, rendered is null ? content : null, rights);
        return UnixFile.TryLink(file, path) ? new StagedFile(
            path, KeepLocked(path), content, rights, isKept, lost)
        { Times = times } : null;
    }

    private static StagedFile CreateNamed(FilePath destination, FileContent content, FileAccessRights rights, bool isKept)
    {
        for (var attempt = 0; attempt < MaxNames; attempt++)
        {
            var path = StageName.Next(destination, isKept);
            using var file = UnixFile.CreateIfAbsent(path);
            if (file is null)
            {
                continue;
            }

            try
            {
                var (lost, times) = Fill(file, path.Text, destination, content, rights);
                return new StagedFile(path, KeepLocked(path), content, rights, isKept, lost) { Times = times };
            }
            catch
            {
                File.Delete(path.SystemPath);
                throw;
            }
        }

        throw new IOException($"no free name for a staged file beside {destination}");
    }

    // Without content: the file already has it.
    private static (IReadOnlyList<string> Lost, StageTimes Times) Fill(
        SafeFileHandle file, string path, FilePath destination, FileContent? content, FileAccessRights rights)
    {
        UnixFile.LockShared(file);
        var started = Stopwatch.GetTimestamp();

        // Before the mode, which an access list would change, and before the owner, as only the owner may set them.
        var lost = ExtendedAttributes.Copy(destination, file, rights.UserId);

        // The mode first: a process that may give files away need not be allowed to change those of others.
        var mode = rights.IsModeKept && lost.Any(ExtendedAttributes.IsAccessList) ? rights.Mode & ~OfGroup : rights.Mode;
        Protect(() => UnixFile.ChangeMode(file, path, mode), "failed to chmod stage file");
        Protect(() => UnixFile.ChangeOwner(file, path, rights.UserId, rights.GroupId), "failed to chown stage file");
        var protectedAt = Stopwatch.GetTimestamp();
        try
        {
            content?.CopyTo(file, path);

            // Without this, a power failure after the rename may leave an empty file on some file systems.
            UnixFile.Flush(file, path);
            return (lost, new StageTimes(Stopwatch.GetElapsedTime(protectedAt), Stopwatch.GetElapsedTime(started, protectedAt)));
        }
        catch (IOException exception)
        {
            throw new StageException(StageStep.Write, exception.Message, exception);
        }
    }

    private static void Protect(Action change, string failure)
    {
        try
        {
            change();
        }
        catch (UnixException exception)
        {
            throw new StageException(StageStep.Protect, $"{failure}: {exception.Message}", exception);
        }
    }

    // A descriptor for reading only: a file that is open for writing cannot be executed, as check commands may do. Where its new mode or
    // owner keep this program from reading it, it stays unlocked; then other runs of the same user cannot remove it either.
    private static SafeFileHandle? KeepLocked(FilePath path)
    {
        var file = UnixTree.TryOpenForReading(path);
        if (file is not null)
        {
            UnixFile.LockShared(file);
        }

        return file;
    }
}
