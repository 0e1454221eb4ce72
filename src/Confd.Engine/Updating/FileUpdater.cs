using Confd.Engine.Commands;
using Confd.Engine.Files;
using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.Templates;
using Confd.Shared.Files;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Updating;

/// <summary>Brings one file of a resource in sync: render, compare, stage, validate, check, replace, reload.</summary>
/// <remarks>Used by one cycle at a time.</remarks>
internal sealed partial class FileUpdater(UpdateOptions options, UpdateSteps steps, ILogger logger)
{
    private const UnixFileMode DefaultMode = (UnixFileMode)0x1A4; // 0644
    private const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // By labels, whose number is limited, unlike that of the destinations of a `for_each`.
    private readonly HashSet<string> _widelyReadable = new(StringComparer.Ordinal);

    private readonly ILogger _logger = logger;

    /// <summary>Brings a file in sync with its keys.</summary>
    /// <param name="file">The file.</param>
    /// <param name="input">The input of its template.</param>
    /// <param name="reload">Reloads its service.</param>
    /// <param name="stop">Cancels the rendering; the steps after it are finished.</param>
    /// <param name="kill">Kills a running command.</param>
    /// <exception cref="OperationCanceledException">The rendering was cancelled.</exception>
    public async Task<UpdateResult> UpdateAsync(
        TargetFile file, RenderInput input, ReloadStep reload, CancellationToken stop, CancellationToken kill)
    {
        try
        {
            using var folder = file.HoldFolder();
            var place = folder?.At(file.Path) ?? file.Path;
            return await SyncAsync(file, place, input, reload, stop, kill).ConfigureAwait(false);
        }
        catch (UpdateException exception)
        {
            return Failed(file, exception, exception.CommandExitStatus);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // Whatever exception a template, a file system or a bug throws: it must not affect the other resources.
            return Failed(file, exception, commandExitStatus: null);
        }
    }

    private static UpdateResult Failed(TargetFile file, Exception cause, int? commandExitStatus) => new(
        UpdateOutcome.Failed, UpdateFailure.Of(file.Path, cause, commandExitStatus));

    private async Task<UpdateResult> SyncAsync(
        TargetFile file, FilePath place, RenderInput input, ReloadStep reload, CancellationToken stop, CancellationToken kill)
    {
        if (ReservedPlaces.FindProblem(place) is { } problem)
        {
            throw new UpdateException(problem);
        }

        steps.Writer.CleanLeftovers(place);
        using var rendered = new RenderedContent(place, maySpool: !options.Noop);
        var use = new SecretUse();
        steps.Render(file.Resource.Source, input with { Keys = input.Keys.For(use) }, rendered, stop);
        var actual = UnixFile.Stat(place);
        if (file.Origin == PathOrigin.Computed && steps.State.Holds(place))
        {
            throw new UpdateException($"{file.Path} lies in the state folder: no resource writes there");
        }

        var owner = file.Resource.UserId.Find();
        var isPrivate = use.HasReadSecret && input.Keys.MakesFilesPrivate;
        var rights = new FileAccessRights(
            file.Resource.Mode ?? (isPrivate ? PrivateMode : KeptMode(place, actual, owner)),
            owner,
            file.Resource.GroupId.Find())
        {
            IsModeKept = file.Resource.Mode is null && !isPrivate,
        };
        if (use.HasReadSecret && IsTooWide(rights.Mode, isPrivate, file.Resource.Mode is not null) && _widelyReadable.Add(file.Label))
        {
            LogWidelyReadable(file.Path, FileComparison.ModeLetters(rights.Mode));
        }

        var difference = actual is { } state ? FileComparison.FindDifference(place, state, rendered, rights) : "";
        if (difference is null)
        {
            LogInSync(file.Path);
            return new UpdateResult(UpdateOutcome.Unchanged);
        }

        var staged = steps.Writer.Stage(file, place, rendered, rights);
        try
        {
            Validate(file, staged, stop);
            if (difference.Length > 0)
            {
                LogDifference(file.Path, difference);
            }

            return options.Noop
                ? ShowOnly(file, place, staged, actual, input.Keys.HasSecrets)
                : await ReplaceAsync(file, place, staged, reload, kill).ConfigureAwait(false);
        }
        finally
        {
            steps.Writer.Clean(staged);
        }
    }

    // Without `mode`, that of the existing file, as in the original, where setting the owner clears the set-id bits of programs. If the
    // file or link belongs to another user, who may have created it to get access, only the new owner may write to the new file.
    private static UnixFileMode KeptMode(FilePath place, FileState? actual, uint owner)
    {
        var mode = actual?.Mode ?? DefaultMode;
        if (actual is not null && ReplacedFile.FindForeignOwner(place, owner) is not null)
        {
            mode &= ~(UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        }

        return mode & ~(mode.HasFlag(UnixFileMode.GroupExecute) ? UnixFileMode.SetUser | UnixFileMode.SetGroup : UnixFileMode.SetUser);
    }

    // Files with secrets of the original's backends keep the mode that they have there, without a warning for a chosen mode.
    private static bool IsTooWide(UnixFileMode mode, bool isPrivate, bool isChosen) => isPrivate
        ? (mode & ~PrivateMode) != UnixFileMode.None
        : !isChosen && mode.HasFlag(UnixFileMode.OtherRead);

    private void Validate(TargetFile file, StagedFile staged, CancellationToken stop)
    {
        if (file.Resource.OutputFormat is not { } format)
        {
            return;
        }

        try
        {
            OutputValidator.Check(format, staged.Content.ReadAll(), stop);
        }
        catch (UpdateException)
        {
            // Only a file that a check command has refused is kept, as in the original.
            staged.DeleteOnDispose();
            throw;
        }

        LogFormatPassed(format);
    }

    private UpdateResult ShowOnly(TargetFile file, FilePath place, StagedFile staged, FileState? actual, bool holdsSecrets)
    {
        LogNoop(file.Path);
        if (options.Diff is { } showDiff && actual?.Kind is null or FileKind.Regular)
        {
            var before = actual is null ? ReadOnlyMemory<byte>.Empty : ReadAll(place);
            showDiff(file.Path, staged.Path, before, staged.Content.ReadAll(), holdsSecrets);
        }

        return new UpdateResult(UpdateOutcome.WouldChange);
    }

    private static ReadOnlyMemory<byte> ReadAll(FilePath path)
    {
        using var file = UnixFile.OpenForReading(path);
        return RegularFile.ReadAll(file, path.Text, Array.MaxLength);
    }

    private async Task<UpdateResult> ReplaceAsync(
        TargetFile file, FilePath place, StagedFile staged, ReloadStep reload, CancellationToken kill)
    {
        LogOutOfSync(file.Path);
        await steps.Commands.CheckAsync(file, staged.Path, kill).ConfigureAwait(false);
        reload.Announce(file, staged.Path);
        try
        {
            steps.Writer.Replace(file, place, staged);
        }
        catch
        {
            reload.Withdraw(file);
            throw;
        }

        var result = await reload.AfterReplacementAsync(file, staged.Path, kill).ConfigureAwait(false);
        if (result.Failure is null)
        {
            LogUpdated(file.Path);
        }

        return result;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Output format validation passed ({Format})")]
    private partial void LogFormatPassed(string format);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Destination} contains secrets, and users other than its owner can read it with mode {Mode}; set `mode = \"0600\"`")]
    private partial void LogWidelyReadable(string destination, string mode);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Target config {Destination} in sync")]
    private partial void LogInSync(string destination);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Destination} {Difference}")]
    private partial void LogDifference(string destination, string difference);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Noop mode enabled. {Destination} will not be modified")]
    private partial void LogNoop(string destination);

    [LoggerMessage(Level = LogLevel.Information, Message = "Target config {Destination} out of sync")]
    private partial void LogOutOfSync(string destination);

    [LoggerMessage(Level = LogLevel.Information, Message = "Target config {Destination} has been updated")]
    private partial void LogUpdated(string destination);
}
