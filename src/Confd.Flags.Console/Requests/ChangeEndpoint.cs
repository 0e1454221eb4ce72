using System.Globalization;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Console.Environments;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Pages;
using Confd.Flags.Storage;
using Confd.Flags.Validation;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Console.Requests;

/// <summary>Changes flags and segments: first a preview, then, with the same form again, the write. Both make the same plan, like the
/// commands. An invalid form is shown again with its problems.</summary>
internal sealed partial class ChangeEndpoint(WriteAccess access, ItemEndpoint items, ILogger logger)
{
    public async Task PreviewAsync(ConsoleRequest visit, FormFields form, ConsoleEnvironment environment, DataKind kind, string key)
    {
        if (await PlanAsync(visit, form, environment, kind, key).ConfigureAwait(false) is { } plan)
        {
            var page = new PreviewPage(environment.Name, kind, key, form, visit.Session);
            await visit.SendAsync($"Preview: {NameOf(form, key)} of {environment.Name}", page.Content(plan), environment.Name)
                .ConfigureAwait(false);
        }
    }

    public async Task ApplyAsync(ConsoleRequest visit, FormFields form, ConsoleEnvironment environment, DataKind kind, string key)
    {
        if (await PlanAsync(visit, form, environment, kind, key).ConfigureAwait(false) is not { } plan)
        {
            return;
        }

        var author = new FlagAuthor(visit.Session.Actor, form.Optional(Fields.Message)) { Command = "the console" };
        var written = new EachWritten(plan, change => LogWritten(
            logger, visit.Session.Actor, ItemPaths.Of(change.Kind).Noun, change.Key, environment.Name, change.After.Version));

        // Runs to the end, also where the client has disconnected: half a rename leaves two flags.
        var authoring = new FlagAuthoring(environment.Store, environment.Label);
        await authoring.WriteAsync(plan, author, written, CancellationToken.None).ConfigureAwait(false);
        var name = NameOf(form, key);
        var done = (plan.After.Find(kind, name)?.Version ?? 0).ToString(CultureInfo.InvariantCulture);
        var page = $"{Paths.Of(ItemPaths.Of(kind).Page, environment.Name, name)}&done={done}";
        if (await FindConflictsAsync(authoring, plan).ConfigureAwait(false) is { Count: > 0 } conflicts)
        {
            await visit.SendAsync(
                $"Written: {name} of {environment.Name}", ConflictPage.Content(kind, name, page, conflicts), environment.Name)
                .ConfigureAwait(false);
            return;
        }

        await PageResponse.RedirectAsync(visit.Context, page).ConfigureAwait(false);
    }

    /// <summary>The key of the item after the form was applied.</summary>
    public static string NameOf(FormFields form, string key) =>
        form.Text(Fields.Change) is Changes.Create or Changes.Rename ? form.Text(Fields.NewKey) : key;

    private static async Task<IReadOnlyList<FlagDocumentProblem>> FindConflictsAsync(FlagAuthoring authoring, FlagPlan plan)
    {
        try
        {
            return await authoring.FindConflictsAsync(plan, CancellationToken.None).ConfigureAwait(false);
        }
        catch (FlagStoreException)
        {
            // It is written. The page that comes next says that the store cannot be read.
            return [];
        }
    }

    // Null: the form is invalid, and the response was sent.
    private async Task<FlagPlan?> PlanAsync(
        ConsoleRequest visit, FormFields form, ConsoleEnvironment environment, DataKind kind, string key)
    {
        var problems = new FormProblems();
        FlagPlan? plan = null;
        try
        {
            plan = await PlanAsync(visit, form, environment, kind, key, problems).ConfigureAwait(false);
            foreach (var problem in plan?.Problems.Where(problem => !problem.IsWarning) ?? [])
            {
                problems.Add(ChangeForms.FieldOf(form), problem.ToString());
            }
        }
        catch (FlagEditException refused) when (refused.Kind == FlagRefusal.Impossible)
        {
            problems.Add(ChangeForms.FieldOf(form), refused.Message);
        }

        if (!problems.Any)
        {
            return plan;
        }

        var shown = new RejectedForm(form, problems);
        await (key.Length == 0
            ? items.AnswerNewAsync(visit, environment, kind, shown)
            : items.AnswerItemAsync(visit, environment, kind, key, shown)).ConfigureAwait(false);
        return null;
    }

    private async Task<FlagPlan?> PlanAsync(
        ConsoleRequest visit, FormFields form, ConsoleEnvironment environment, DataKind kind, string key, FormProblems problems)
    {
        if (await access.FindObstacleAsync(environment, visit.Aborted).ConfigureAwait(false) is { } obstacle)
        {
            problems.Add(FormProblems.WholeForm, obstacle);
            return null;
        }

        var seen = await new FlagAuthoring(environment.Store, environment.Label).ReadAsync(visit.Aborted).ConfigureAwait(false);
        var change = form.Text(Fields.Change);
        if (change == Changes.Create && key.Length == 0)
        {
            var template = TemplateForm.Read(form, kind, problems);
            return problems.Any ? null : FlagAuthoring.Create(seen, template);
        }

        if (!long.TryParse(form.Text(Fields.Version), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw new FlagEditException("the form does not say which version it was made for");
        }

        switch (change)
        {
            case Changes.RollBack:
                return await PlanRollbackAsync(visit, form, environment, seen, kind, key, version).ConfigureAwait(false);
            case Changes.Rename:
                return FlagRenaming.Rename(seen, kind, key, form.Text(Fields.NewKey), version);
            case Changes.Archive:
                return FlagArchive.Archive(seen, kind, key, version);
            case Changes.Restore:
                return FlagArchive.Restore(seen, kind, key, version);
            default:
                return PlanEdits(form, seen, kind, key, version, problems);
        }
    }

    private static FlagPlan? PlanEdits(
        FormFields form, EnvironmentSnapshot seen, DataKind kind, string key, long version, FormProblems problems)
    {
        var item = EditedItem.Require(seen, kind, key);
        item.Document.RequireVersion(version);
        var edits = ChangeForms.Read(form, item, problems);
        try
        {
            return problems.Any ? null : FlagAuthoring.Edit(seen, kind, key, edits, version);
        }
        catch (FlagEditException missing) when (missing.Kind == FlagRefusal.NotFound)
        {
            // The changed item exists: an item that the form names does not.
            problems.Add(ChangeForms.FieldOf(form), missing.Message);
            return null;
        }
    }

    // A deleted item has a history too: the form for one without a row has version 0.
    private static async Task<FlagPlan> PlanRollbackAsync(
        ConsoleRequest visit,
        FormFields form,
        ConsoleEnvironment environment,
        EnvironmentSnapshot seen,
        DataKind kind,
        string key,
        long version)
    {
        if (environment.History is not { } history
            || !long.TryParse(form.Text(Fields.Position), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || !int.TryParse(form.Text(Fields.Place), NumberStyles.None, CultureInfo.InvariantCulture, out var changes))
        {
            throw new FlagEditException("the form does not say what to go back to");
        }

        (seen.Find(kind, key) ?? FlagDocument.Read(kind, key, VersionedItem.Tombstone(0))).RequireVersion(version);
        return await history.PlanRollbackAsync(seen, kind, key, position, changes, visit.Aborted).ConfigureAwait(false);
    }

    [LoggerMessage(
        Level = LogLevel.Information, Message = "{Actor} changed the {Kind} {Key} of {Environment} to version {Version} in the console")]
    private static partial void LogWritten(ILogger logger, string actor, string kind, string key, string environment, long version);

    private sealed class EachWritten(FlagPlan plan, Action<DocumentChange> tell) : IProgress<int>
    {
        public void Report(int value) => tell(plan.Changes[value - 1]);
    }
}
