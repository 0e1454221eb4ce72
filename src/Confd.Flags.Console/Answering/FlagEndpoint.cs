using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Console.Environments;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Pages;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Answering;

/// <summary>Pages that show flags. What is stored is read for each of them, so that nobody looks at what is past.</summary>
internal sealed class FlagEndpoint(WriteAccess access)
{
    public static async Task AnswerListAsync(Visit visit, ConsoleEnvironment environment)
    {
        var seen = await ReadAsync(visit, environment).ConfigureAwait(false);
        var content = FlagListPage.Content(environment.Name, seen, visit.Query(Fields.Query), visit.Query(Fields.State));
        await visit.SendAsync($"Flags of {environment.Name}", content, environment.Name).ConfigureAwait(false);
    }

    public async Task AnswerFlagAsync(Visit visit, ConsoleEnvironment environment, string key)
    {
        var seen = await ReadAsync(visit, environment).ConfigureAwait(false);
        var obstacle = await access.FindObstacleAsync(environment, visit.Aborted).ConfigureAwait(false);
        var view = ViewOf(visit, environment, seen, key, obstacle);
        long? done = long.TryParse(visit.Query("done"), out var version) && version <= view.Document.Version ? version : null;
        await visit.SendAsync(
            $"Flag {key} of {environment.Name}",
            FlagPage.Content(view, done, environment.History is not null),
            environment.Name).ConfigureAwait(false);
    }

    public static async Task AnswerSegmentAsync(Visit visit, ConsoleEnvironment environment, string key)
    {
        var seen = await ReadAsync(visit, environment).ConfigureAwait(false);
        var segment = seen.Demand(DataKind.Segments, key);
        await visit.SendAsync($"Segment {key}", SegmentPage.Content(environment.Name, segment), environment.Name).ConfigureAwait(false);
    }

    public static async Task AnswerEvaluationAsync(Visit visit, ConsoleEnvironment environment, string key)
    {
        var view = ViewOf(visit, environment, await ReadAsync(visit, environment).ConfigureAwait(false), key, obstacle: null);
        await visit.SendAsync(
            $"Try {key} of {environment.Name}",
            EvaluatePage.Content(view, visit.Form, environment.History is not null),
            environment.Name).ConfigureAwait(false);
    }

    public async Task AnswerHistoryAsync(Visit visit, ConsoleEnvironment environment, IFlagHistory history, string key)
    {
        var seen = await ReadAsync(visit, environment).ConfigureAwait(false);
        var obstacle = await access.FindObstacleAsync(environment, visit.Aborted).ConfigureAwait(false);
        var view = ViewOf(visit, environment, seen, key, obstacle);
        IReadOnlyList<FlagHistoryEntry> entries = [];
        string? problem = null;
        try
        {
            entries = await history.ReadAsync(key, HistoryPage.MostShown, visit.Aborted).ConfigureAwait(false);
        }
        catch (FlagStoreException unread)
        {
            problem = $"{unread.Message}.";
        }

        await visit.SendAsync($"History of {key}", HistoryPage.Content(view, entries, problem), environment.Name).ConfigureAwait(false);
    }

    private static Task<EnvironmentSnapshot> ReadAsync(Visit visit, ConsoleEnvironment environment) =>
        new FlagAuthoring(environment.Store, environment.Label).ReadAsync(visit.Aborted);

    private static FlagView ViewOf(Visit visit, ConsoleEnvironment environment, EnvironmentSnapshot seen, string key, string? obstacle)
    {
        var document = seen.Demand(DataKind.Features, key);
        return seen.ToSet().Flags.TryGetValue(key, out var flag)
            ? new FlagView(environment.Name, seen, document, flag, visit.Session, obstacle)
            : throw new FlagEditException($"{document.Name} cannot be read; `confd flags validate` says why");
    }
}
