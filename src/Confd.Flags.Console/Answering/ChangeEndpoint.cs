using System.Globalization;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Console.Environments;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Pages;
using Confd.Flags.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Console.Answering;

/// <summary>Changes of flags: first a preview, then, with the same form again, the write. Both make the same plan, as the commands
/// do.</summary>
internal sealed partial class ChangeEndpoint(WriteAccess access, ILogger logger)
{
    public async Task PreviewAsync(Visit visit, FormFields form, ConsoleEnvironment environment, string key)
    {
        var plan = await PlanAsync(visit, form, environment, key).ConfigureAwait(false);
        var status = plan.Problems.All(problem => problem.IsDoubt) ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;
        await visit.SendAsync(
            $"Preview: {key} of {environment.Name}",
            PreviewPage.Content(environment.Name, key, plan, form, visit.Session),
            environment.Name,
            status).ConfigureAwait(false);
    }

    public async Task ApplyAsync(Visit visit, FormFields form, ConsoleEnvironment environment, string key)
    {
        var plan = await PlanAsync(visit, form, environment, key).ConfigureAwait(false);
        plan.DemandGood();
        var author = new FlagAuthor(visit.Session.Actor, form.Optional(Fields.Message)) { Command = "the console" };
        await new FlagAuthoring(environment.Store, environment.Label).WriteAsync(plan, author, visit.Aborted).ConfigureAwait(false);
        var version = plan.Changes is [.., var last] ? last.After.Version : plan.Before.Demand(DataKind.Features, key).Version;
        LogWritten(logger, visit.Session.Actor, key, environment.Name, version);
        var done = version.ToString(CultureInfo.InvariantCulture);
        await PageAnswer.RedirectAsync(visit.Context, $"{Paths.Of(Paths.Flag, environment.Name, key)}&done={done}").ConfigureAwait(false);
    }

    private async Task<FlagPlan> PlanAsync(Visit visit, FormFields form, ConsoleEnvironment environment, string key)
    {
        if (await access.FindObstacleAsync(environment, visit.Aborted).ConfigureAwait(false) is { } obstacle)
        {
            throw new FlagEditException(obstacle.TrimEnd('.'));
        }

        if (!long.TryParse(form.Text(Fields.Version), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw new FlagEditException("the form does not say which version it was made for");
        }

        var authoring = new FlagAuthoring(environment.Store, environment.Label);
        var seen = await authoring.ReadAsync(visit.Aborted).ConfigureAwait(false);
        if (form.Text(Fields.Change) == Changes.Restore)
        {
            return await PlanRestoreAsync(visit, form, environment, seen, key, version).ConfigureAwait(false);
        }

        var variations = seen.ToSet().Flags.GetValueOrDefault(key)?.Variations.Length ?? 0;
        return FlagAuthoring.Edit(seen, DataKind.Features, key, ChangeForms.Read(form, variations), version);
    }

    private static async Task<FlagPlan> PlanRestoreAsync(
        Visit visit, FormFields form, ConsoleEnvironment environment, EnvironmentSnapshot seen, string key, long version)
    {
        if (environment.History is not { } history
            || !long.TryParse(form.Text(Fields.Position), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            throw new FlagEditException("the form does not say what to go back to");
        }

        seen.Demand(DataKind.Features, key).DemandVersion(version);
        return await history.PlanRestoreAsync(seen, key, position, visit.Aborted).ConfigureAwait(false);
    }

    [LoggerMessage(
        Level = LogLevel.Information, Message = "{Actor} changed the flag {Flag} of {Environment} to version {Version} in the console")]
    private static partial void LogWritten(ILogger logger, string actor, string flag, string environment, long version);
}
