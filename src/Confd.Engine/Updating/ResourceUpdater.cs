using Confd.Engine.Files;
using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.Templates;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Updating;

/// <summary>Brings one resource in sync: render, compare, stage, validate, check, replace, reload.</summary>
/// <remarks>Used by one cycle at a time.</remarks>
internal sealed partial class ResourceUpdater(
    UpdateOptions options, UpdateSteps steps, ILogger logger)
{
    private const UnixFileMode DefaultMode = (UnixFileMode)0x1A4; // 0644
    private const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // By labels, which do not come and go as the destinations of a `for_each` do.
    private readonly HashSet<string> _widelyReadable = new(StringComparer.Ordinal);

    private readonly ILogger _logger = logger;

    /// <summary>Brings a resource in sync with its keys.</summary>
    /// <param name="resource">What to do.</param>
    /// <param name="input">What its template is rendered with.</param>
    /// <param name="stop">Stops the rendering; what comes after it is finished.</param>
    /// <param name="kill">Kills a command that runs.</param>
    /// <exception cref="OperationCanceledException">The rendering was stopped.</exception>
    public async Task<UpdateResult> UpdateAsync(Resource resource, RenderInput input, CancellationToken stop, CancellationToken kill)
    {
        try
        {
            return await SyncAsync(resource, input, stop, kill).ConfigureAwait(false);
        }
        catch (UpdateException exception)
        {
            return Failed(resource, exception, exception.CommandExitStatus);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // Whatever a template, a file system or a defect of ours throws: it must not take the other resources down.
            return Failed(resource, exception, commandExitStatus: null);
        }
    }

    private static UpdateResult Failed(Resource resource, Exception cause, int? commandExitStatus) => new(
        UpdateOutcome.Failed, UpdateFailure.Of(resource.Destination, cause, commandExitStatus));

    private async Task<UpdateResult> SyncAsync(Resource resource, RenderInput input, CancellationToken stop, CancellationToken kill)
    {
        if (ReservedPlaces.FindProblem(resource.Destination) is { } problem)
        {
            throw new UpdateException(problem);
        }

        steps.Writer.CleanLeftovers(resource);
        using var rendered = new RenderedContent(resource.Destination);
        var use = new SecretUse();
        steps.Render(resource.Source, input with { Keys = input.Keys.For(use) }, rendered, stop);
        var actual = FileState.Of(resource.Destination);
        if (resource.PathOrigin == PathOrigin.Computed && steps.State.Holds(resource.Destination))
        {
            throw new UpdateException($"{resource.Destination} lies in the state folder: no resource writes there");
        }

        var isPrivate = use.HasReadSecret && input.Keys.MakesFilesPrivate;
        var rights = new FileAccessRights(
            resource.Mode ?? (isPrivate ? PrivateMode : actual?.Mode ?? DefaultMode), resource.UserId, resource.GroupId);
        if (use.HasReadSecret && IsTooWide(rights.Mode, isPrivate, resource.Mode is not null) && _widelyReadable.Add(resource.Label))
        {
            LogWidelyReadable(resource.Destination, FileComparison.ModeLetters(rights.Mode));
        }

        var difference = actual is { } state ? FileComparison.FindDifference(resource.Destination, state, rendered, rights) : "";
        if (difference is null)
        {
            LogInSync(resource.Destination);
            return new UpdateResult(UpdateOutcome.Unchanged);
        }

        var staged = steps.Writer.Stage(resource, rendered, rights);
        try
        {
            Validate(resource, staged);
            if (difference.Length > 0)
            {
                LogDifference(resource.Destination, difference);
            }

            return options.Noop
                ? ShowOnly(resource, staged, actual, input.Keys.HasSecrets)
                : await ReplaceAsync(resource, staged, kill).ConfigureAwait(false);
        }
        finally
        {
            steps.Writer.Clean(staged);
        }
    }

    // Files with secrets of the original's backends keep the mode that they have there: nobody is told who has chosen one.
    private static bool IsTooWide(UnixFileMode mode, bool isPrivate, bool isChosen) => isPrivate
        ? (mode & ~PrivateMode) != UnixFileMode.None
        : !isChosen && mode.HasFlag(UnixFileMode.OtherRead);

    private void Validate(Resource resource, StagedFile staged)
    {
        if (resource.OutputFormat is { } format)
        {
            OutputJudge.Check(format, staged.Content.ReadAll());
            LogFormatPassed(format);
        }
    }

    private UpdateResult ShowOnly(Resource resource, StagedFile staged, FileState? actual, bool holdsSecrets)
    {
        LogNoop(resource.Destination);
        if (options.Diff is { } showDiff && actual?.Kind is null or FileKind.Regular)
        {
            var before = actual is null ? ReadOnlyMemory<byte>.Empty : File.ReadAllBytes(resource.Destination);
            showDiff(resource.Destination, staged.Path, before, staged.Content.ReadAll(), holdsSecrets);
        }

        return new UpdateResult(UpdateOutcome.WouldChange);
    }

    private async Task<UpdateResult> ReplaceAsync(Resource resource, StagedFile staged, CancellationToken kill)
    {
        LogOutOfSync(resource.Destination);
        await steps.Commands.CheckAsync(resource, staged.Path, kill).ConfigureAwait(false);
        steps.Reload.Announce(resource, staged.Path);
        try
        {
            steps.Writer.Replace(resource, staged);
        }
        catch
        {
            steps.Reload.Withdraw(resource);
            throw;
        }

        var result = await steps.Reload.AfterReplacementAsync(resource, staged.Path, kill).ConfigureAwait(false);
        if (result.Failure is null)
        {
            LogUpdated(resource.Destination);
        }

        return result;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Output format validation passed ({Format})")]
    private partial void LogFormatPassed(string format);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Destination} holds secrets, and others than its owner may read it with mode {Mode}; set `mode = \"0600\"`")]
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
