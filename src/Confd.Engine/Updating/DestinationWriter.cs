using Confd.Engine.Files;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Updating;

/// <summary>Stages files and moves them into place; logs and measures it.</summary>
internal sealed partial class DestinationWriter(UpdateOptions options, IUpdateObserver observer, ILogger logger, TimeProvider clock)
{
    private readonly ILogger _logger = logger;
    private readonly HashSet<(string Label, string Attribute)> _reported = [];
    private readonly StagedFileCleanup _leftovers = new();

    /// <summary>Writes the staged file; a preview where nothing may be written.</summary>
    /// <param name="file">The file that it is for.</param>
    /// <param name="place">The path of the destination, here and below: for a computed path through its held folder.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="rights">Its mode and owner.</param>
    /// <exception cref="UpdateException">It could not be created.</exception>
    public StagedFile Stage(TargetFile file, FilePath place, FileContent content, FileAccessRights rights)
    {
        var started = clock.GetTimestamp();
        LogCreating(file.Path, content.Length);
        try
        {
            if (options is { Noop: true, KeepStageFile: false })
            {
                return StagedFile.Preview(place, content, rights);
            }

            var staged = options.KeepStageFile
                ? StagedFile.CreateKept(place, content, rights)
                : StagedFile.Create(place, content, rights);
            LogStaged(
                file.Path,
                content.Length,
                staged.Path,
                Milliseconds(started),
                (long)staged.Times.Write.TotalMilliseconds,
                (long)staged.Times.Protect.TotalMilliseconds);
            ReportLost(file, staged.LostAttributes);
            return staged;
        }
        catch (StageException exception)
        {
            LogStageFailed(exception.Step, file.Path, content.Length, Milliseconds(started), FailureText.Of(exception).Redacted);
            throw new UpdateException(exception.Message, exception);
        }
    }

    /// <summary>Replaces the destination.</summary>
    /// <exception cref="UpdateException">It could not be replaced.</exception>
    public void Replace(TargetFile file, FilePath place, StagedFile staged)
    {
        var started = clock.GetTimestamp();
        LogReplacing(staged.Path, file.Path);
        observer.FileSyncing(file.Label);
        try
        {
            if (options.KeepStageFile)
            {
                Copy(file, place, staged);
                LogCopied(staged.Path, file.Path, Milliseconds(started));
            }
            else
            {
                Move(file, place, staged, started);
            }
        }
        catch (Exception exception) when (exception is IOException or StageException or UnauthorizedAccessException)
        {
            LogSyncFailed(staged.Path, file.Path, Milliseconds(started), FailureText.Of(exception).Redacted);
            throw new UpdateException(exception.Message, exception);
        }
    }

    /// <summary>Removes what remains of a staged file.</summary>
    public void Clean(StagedFile staged)
    {
        try
        {
            staged.Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogCleanupFailed(staged.Path, FailureText.Of(exception).Redacted);
            observer.StageCleanupFailed();
        }
    }

    /// <summary>Removes files that a killed run left next to a destination.</summary>
    public void CleanLeftovers(FilePath place)
    {
        if (options.Noop)
        {
            return;
        }

        foreach (var path in _leftovers.Remove(place))
        {
            LogLeftover(path);
        }
    }

    private void Move(TargetFile file, FilePath place, StagedFile staged, long started)
    {
        var renameStarted = clock.GetTimestamp();
        if (FileReplacer.Replace(staged, place) is not { } times)
        {
            LogRenamed(staged.Path, file.Path, Milliseconds(started), Milliseconds(renameStarted));
        }
        else
        {
            ReportWritten(staged, file, renameStarted, times);
            LogWrittenInPlace(staged.Path, file.Path, Milliseconds(started), Milliseconds(renameStarted));
        }
    }

    // The kept file stays; a second one replaces the destination, so that the destination is complete at any moment in this mode too.
    // A link at the destination stays a link, as in the original's copy mode, unless the name of a key determined the path.
    private void Copy(TargetFile file, FilePath place, StagedFile staged)
    {
        LogKeeping(staged.Path, file.Path);
        var started = clock.GetTimestamp();
        var isLink = file.Resource.ForEach is null && new FileInfo(place.SystemPath).LinkTarget is not null;
        var linked = isLink ? RealPath.Resolve(file.Path).Target : null;
        using var folder = linked is null ? null : HeldFolder.Open(FilePath.FolderOf(linked));
        var target = linked is null ? place : folder?.At(linked) ?? linked;
        using var copy = StagedFile.Create(target, staged.Content, staged.Rights);
        var times = FileReplacer.Replace(copy, target) ?? copy.Times;
        ReportWritten(staged, file, started, times);
    }

    // The original reads the staged file again; here its bytes are in memory.
    private void ReportWritten(StagedFile staged, TargetFile file, long started, StageTimes times) => LogWritten(
        staged.Path,
        file.Path,
        Milliseconds(started),
        read_duration_ms: 0,
        (long)times.Write.TotalMilliseconds,
        (long)times.Protect.TotalMilliseconds,
        staged.Content.Length);

    // For a `for_each` only for one of its files, as there is no limit to its names.
    private void ReportLost(TargetFile file, IReadOnlyList<string> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (_reported.Add((file.Label, attribute)))
            {
                LogLostAttribute(file.Path, attribute);
            }
        }
    }

    private void LogStageFailed(StageStep step, string destination, long bytes, long milliseconds, string error)
    {
        Action<string, long, long, string> log = step switch
        {
            StageStep.Write => LogNotFilled,
            StageStep.Protect => LogNotProtected,
            _ => LogNotCreated,
        };
        log(destination, bytes, milliseconds, error);
    }

    private long Milliseconds(long started) => (long)clock.GetElapsedTime(started).TotalMilliseconds;

    [LoggerMessage(
        Level = LogLevel.Debug, Message = "Creating stage file [dest_path {dest_path}, content_size_bytes {content_size_bytes}]")]
    private partial void LogCreating(string dest_path, long content_size_bytes);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Stage file created successfully "
            + "[dest_path {dest_path}, content_size_bytes {content_size_bytes}, stage_path {stage_path}, "
            + "total_duration_ms {total_duration_ms}, write_duration_ms {write_duration_ms}, "
            + "permission_duration_ms {permission_duration_ms}]")]
    private partial void LogStaged(
        string dest_path,
        long content_size_bytes,
        string stage_path,
        long total_duration_ms,
        long write_duration_ms,
        long permission_duration_ms);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Failed to create temp file "
            + "[dest_path {dest_path}, content_size_bytes {content_size_bytes}, duration_ms {duration_ms}: {error}]")]
    private partial void LogNotCreated(string dest_path, long content_size_bytes, long duration_ms, string error);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Failed to write to stage file "
            + "[dest_path {dest_path}, content_size_bytes {content_size_bytes}, duration_ms {duration_ms}: {error}]")]
    private partial void LogNotFilled(string dest_path, long content_size_bytes, long duration_ms, string error);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Failed to apply permissions "
            + "[dest_path {dest_path}, content_size_bytes {content_size_bytes}, duration_ms {duration_ms}: {error}]")]
    private partial void LogNotProtected(string dest_path, long content_size_bytes, long duration_ms, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Starting file sync [stage_path {stage_path}, dest_path {dest_path}]")]
    private partial void LogReplacing(string stage_path, string dest_path);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "File sync completed (atomic rename) "
            + "[stage_path {stage_path}, dest_path {dest_path}, duration_ms {duration_ms}, rename_duration_ms {rename_duration_ms}]")]
    private partial void LogRenamed(string stage_path, string dest_path, long duration_ms, long rename_duration_ms);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Write to destination completed "
            + "[stage_path {stage_path}, dest_path {dest_path}, total_duration_ms {total_duration_ms}, "
            + "read_duration_ms {read_duration_ms}, write_duration_ms {write_duration_ms}, chown_duration_ms {chown_duration_ms}, "
            + "file_size_bytes {file_size_bytes}]")]
    private partial void LogWritten(
        string stage_path,
        string dest_path,
        long total_duration_ms,
        long read_duration_ms,
        long write_duration_ms,
        long chown_duration_ms,
        long file_size_bytes);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "File sync completed (write fallback) "
            + "[stage_path {stage_path}, dest_path {dest_path}, total_duration_ms {total_duration_ms}, "
            + "write_duration_ms {write_duration_ms}]")]
    private partial void LogWrittenInPlace(string stage_path, string dest_path, long total_duration_ms, long write_duration_ms);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "Keeping staged file, using copy mode [stage_path {stage_path}, dest_path {dest_path}]")]
    private partial void LogKeeping(string stage_path, string dest_path);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "File sync completed (copy mode) "
            + "[stage_path {stage_path}, dest_path {dest_path}, duration_ms {duration_ms}]")]
    private partial void LogCopied(string stage_path, string dest_path, long duration_ms);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "File sync failed "
            + "[stage_path {stage_path}, dest_path {dest_path}, duration_ms {duration_ms}: {error}]")]
    private partial void LogSyncFailed(string stage_path, string dest_path, long duration_ms, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to remove stage file {Path}: {Reason}")]
    private partial void LogCleanupFailed(string path, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Replacing {Destination} loses an extended attribute (logged once): {Attribute}")]
    private partial void LogLostAttribute(string destination, string attribute);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed staged file {Path}, left behind by a run that was killed")]
    private partial void LogLeftover(string path);
}
