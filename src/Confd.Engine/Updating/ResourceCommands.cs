using Confd.Engine.Commands;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.Shell;
using Confd.GoTemplate;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Updating;

/// <summary>Runs the check and reload commands of resources; logs and measures them.</summary>
internal sealed class ResourceCommands(UpdateOptions options, ICommandRunner runner, IUpdateObserver observer, ILogger logger)
{
    /// <summary>Checks a staged file.</summary>
    /// <exception cref="UpdateException">The check failed.</exception>
    public async Task CheckAsync(TargetFile file, string stagePath, CancellationToken kill)
    {
        if (options.SyncOnly || file.Resource.CheckCommand is not { } command)
        {
            return;
        }

        var timeout = file.Resource.CheckCommandTimeout ?? options.CheckCommandTimeout;
        CommandResult result;
        try
        {
            result = await RunAsync(
                CommandKind.Check, file, () => command.RenderCheck(PathsOf(file, stagePath)), timeout, kill).ConfigureAwait(false);
        }
        catch (UpdateException exception)
        {
            throw new UpdateException(ErrorText.Format($"config check failed: {exception.Text}"), exception.InnerException!);
        }

        if (!result.Succeeded)
        {
            // The original doubles these words, and scripts search for that text.
            throw new UpdateException($"config check failed: config check failed: {result.Reason}", ExitStatusOf(result));
        }
    }

    /// <summary>The reload command as it would run; null where its template fails, which <see cref="ReloadAsync"/> reports.</summary>
    public static ShellCommand? TryRenderReload(TargetFile file, string stagePath)
    {
        try
        {
            return file.Resource.ReloadCommand!.RenderReload(PathsOf(file, stagePath));
        }
        catch (Exception exception) when (exception is TemplateException or UnsafeCommandException)
        {
            return null;
        }
    }

    /// <summary>Notifies the service; the resource has a reload command.</summary>
    /// <returns>Null after success, otherwise the failure.</returns>
    public async Task<UpdateFailure?> ReloadAsync(TargetFile file, string stagePath, CancellationToken kill)
    {
        var timeout = file.Resource.ReloadCommandTimeout ?? options.ReloadCommandTimeout;
        try
        {
            var result = await RunAsync(
                CommandKind.Reload,
                file,
                () => file.Resource.ReloadCommand!.RenderReload(PathsOf(file, stagePath)),
                timeout,
                kill).ConfigureAwait(false);
            return result.Succeeded ? null : new UpdateFailure(file.Path, result.Reason!, ExitStatusOf(result))
            {
                IsReload = true,
                IsSignalled = result.IsSignalled,
                Summary = $"reload failed: {result.Reason}",
            };
        }
        catch (UpdateException exception)
        {
            return UpdateFailure.Of(file.Path, exception) with { IsReload = true };
        }
    }

    private static CommandPaths PathsOf(TargetFile file, string stagePath) => new(stagePath, file.Path, file.Origin);

    private static int? ExitStatusOf(CommandResult result) => result.End == CommandOutcome.Exited ? result.ExitStatus : null;

    private async Task<CommandResult> RunAsync(
        CommandKind kind, TargetFile file, Func<ShellCommand> render, TimeSpan timeout, CancellationToken kill)
    {
        ShellCommand command;
        try
        {
            command = render();
        }
        catch (Exception exception) when (exception is TemplateException or UnsafeCommandException)
        {
            throw new UpdateException(FailureText.Of(exception), exception);
        }

        CommandLog.Starting(logger, command.Text, timeout);
        CommandResult result;
        try
        {
            result = await runner.RunAsync(command, timeout, kill).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A runner should return a result and not throw; if it throws, only the command has failed.
            throw new UpdateException(ErrorText.Format($"cannot run the command: {FailureText.Of(exception)}"), exception);
        }

        CommandLog.Write(logger, command.Text, timeout, result);
        observer.CommandEnded(kind, file.Label, result.Duration, result.Succeeded);
        return result;
    }
}
