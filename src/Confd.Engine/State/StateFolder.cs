using Confd.Engine.Files;
using Confd.Engine.Posix;
using Confd.Shared.Files;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.State;

/// <summary>
/// The folder of data that outlives the program: small files, each read and written as a whole. It is used only if no one but this
/// program's user and root can write to it, since its content causes files to be removed and commands to be run.
/// </summary>
/// <remarks>
/// Created when something is written for the first time. Where it cannot be used, this is logged once, reads find nothing and writes do
/// nothing: the program then works without memory, until the folder can be used again.
/// </remarks>
/// <param name="path">The folder; null or empty for none.</param>
/// <param name="logger">Logs once why it cannot be used.</param>
internal sealed partial class StateFolder(string? path, ILogger logger)
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const long MaxBytes = 64 * 1024 * 1024;

    private readonly ILogger _logger = logger;
    private readonly string? _path = string.IsNullOrEmpty(path) ? null : Path.GetFullPath(path);
    private readonly HashSet<string> _logged = new(StringComparer.Ordinal);
    private bool _isSwept;
    private volatile bool _isUnflushed;

    /// <summary>True where nothing may be changed, as in a dry run: writes and deletions do nothing.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The full paths of the files with this prefix of the name; none where there is no folder yet.</summary>
    public IReadOnlyList<string> Find(string prefix) =>
        Use(mayMake: false, folder => Directory.EnumerateFiles(folder, prefix + "*").Order(StringComparer.Ordinal).ToArray()) ?? [];

    /// <summary>The bytes of a file; null where there is none, or it is not this program's own.</summary>
    public byte[]? Read(string name) => Use(mayMake: false, folder => ReadIn(folder, name));

    /// <summary>Writes a file: once this has returned true, a crash or a power failure does not lose it. Where it already has this content,
    /// nothing is written.</summary>
    /// <returns>False where it could not be written.</returns>
    public bool Write(string name, byte[] content) => !IsReadOnly && Use(mayMake: true, folder =>
    {
        if (!Interlocked.Exchange(ref _isSwept, true))
        {
            new StagedFileCleanup().RemoveAll(folder);
        }

        if (!_isUnflushed && HasContent(folder, name, content))
        {
            return folder;
        }

        var file = Path.Join(folder, name);
        using var staged = StagedFile.Create(
            file, content, new FileAccessRights(FileMode, Accounts.EffectiveUserId, Accounts.EffectiveGroupId));
        staged.MoveTo(file);

        // The recorded action is next, perhaps on another disk: without flushing, it could outlive the note.
        _isUnflushed = true;
        UnixFile.FlushFolder(folder);
        _isUnflushed = false;
        return folder;
    }) is not null;

    /// <summary>Removes a file, if there is one.</summary>
    public void Delete(string name)
    {
        if (!IsReadOnly)
        {
            Use(mayMake: false, folder =>
            {
                File.Delete(Path.Join(folder, name));
                return folder;
            });
        }
    }

    /// <summary>True where a file would be in this folder, by any path: no key may name a file here.</summary>
    public bool Holds(FilePath file) =>
        _path is not null
        && UnixTree.RealPathOf(_path) is { } own
        && UnixTree.RealPathOf(file.Folder) is { } parent
        && RealPath.IsAtOrBelow(parent, own);

    private static byte[]? ReadIn(string folder, string name)
    {
        var file = Path.Join(folder, name);
        using var handle = UnixTree.OpenForReadingIfThere(file);
        if (handle is null)
        {
            return null;
        }

        // The folder belongs to this program; a file in it that does not was put there before that.
        return UnixFile.Stat(handle) is { Kind: FileKind.Regular, Size: <= MaxBytes } state && IsTrusted(state)
            ? RegularFile.ReadAll(handle, file, MaxBytes)
            : throw new IOException($"{file} is not a file of this program");
    }

    private static bool HasContent(string folder, string name, byte[] content)
    {
        try
        {
            return ReadIn(folder, name) is { } stored && stored.AsSpan().SequenceEqual(content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Groups of this program may write: that of a volume in Kubernetes does, and only this program is in it.
    private static bool IsTrusted(FileState state) =>
        (state.UserId == 0 || state.UserId == Accounts.EffectiveUserId)
        && !state.Mode.HasFlag(UnixFileMode.OtherWrite)
        && (!state.Mode.HasFlag(UnixFileMode.GroupWrite) || Accounts.IsMemberOf(state.GroupId));

    private T? Use<T>(bool mayMake, Func<string, T?> use)
        where T : class
    {
        if (_path is null)
        {
            return null;
        }

        try
        {
            return Open(mayMake) is { } folder ? use(folder) : null;
        }
        catch (Exception exception) when (exception is IOException or StageException or UnauthorizedAccessException)
        {
            var reason = FailureText.Of(exception).Redacted.TrimEnd('.');
            if (_logged.Add(KindOf(exception) ?? reason))
            {
                LogUnusable(_path, reason);
            }

            return null;
        }
    }

    // Some messages contain a random file name.
    private static string? KindOf(Exception exception) => exception switch
    {
        UnixException known => $"error {known.Error}",
        StageException { InnerException: UnixException known } => $"error {known.Error}",
        StageException stage => $"step {stage.Step}",
        _ => null,
    };

    private string? Open(bool mayMake)
    {
        var state = UnixFile.Stat(_path!);
        if (state is null)
        {
            if (!mayMake)
            {
                return null;
            }

            Make();
            state = UnixFile.Stat(_path!);
        }

        return state is not { Kind: FileKind.Directory } folder ? throw new IOException("it is not a folder")
            : IsTrusted(folder) ? _path
            : throw new IOException("others can write to it: this program's user and root alone may own it and write to it");
    }

    // Only the last part of its path: a misspelled path must not create a tree of folders.
    private void Make()
    {
        var parent = Path.GetDirectoryName(_path) ?? "/";
        if (!Directory.Exists(parent))
        {
            throw new IOException($"there is no folder {parent}");
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_path!);
            return;
        }

        Directory.CreateDirectory(_path!, FolderMode);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Cannot use the state folder {Folder}: {Reason}; "
            + "pending reloads do not survive this process, and remove_stale removes nothing")]
    private partial void LogUnusable(string folder, string reason);
}
