using System.Globalization;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Console.Environments;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Html;
using Confd.Flags.Console.Pages;
using Confd.Flags.Storage;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Requests;

/// <summary>Pages that show flags and segments. The store is read for each page, so that it is current.</summary>
internal sealed class ItemEndpoint(WriteAccess access, TimeProvider clock)
{
    public static async Task AnswerListAsync(ConsoleRequest visit, ConsoleEnvironment environment)
    {
        var seen = await ReadAsync(visit, environment).ConfigureAwait(false);
        var content = FlagListPage.Content(
            environment.Name, seen, visit.Query(Fields.Query), visit.Query(Fields.State), canMake: !environment.IsReadOnly);
        await visit.SendAsync($"Flags of {environment.Name}", content, environment.Name).ConfigureAwait(false);
    }

    public async Task AnswerItemAsync(
        ConsoleRequest visit, ConsoleEnvironment environment, DataKind kind, string key, RejectedForm? refused = null)
    {
        var view = await ViewAsync(visit, environment, kind, key).ConfigureAwait(false);
        if (view.Seen.Find(kind, key) is null)
        {
            // Throws with the message that there is none.
            view.Seen.Require(kind, key);
        }

        await SendAsync(
            visit, $"{Title(kind)} {key} of {environment.Name}", PageOf(view with { RejectedForm = refused }), environment, refused)
            .ConfigureAwait(false);
    }

    public async Task AnswerNewAsync(ConsoleRequest visit, ConsoleEnvironment environment, DataKind kind, RejectedForm? refused = null)
    {
        var obstacle = await access.FindObstacleAsync(environment, visit.Aborted).ConfigureAwait(false);
        var content = NewPage.Content(environment.Name, kind, visit.Session, obstacle, refused);
        await SendAsync(visit, $"{NewPage.TitleOf(kind)} in {environment.Name}", content, environment, refused).ConfigureAwait(false);
    }

    public async Task AnswerEvaluationAsync(ConsoleRequest visit, ConsoleEnvironment environment, string key)
    {
        var view = await ViewAsync(visit, environment, DataKind.Features, key).ConfigureAwait(false);
        view.Seen.Require(DataKind.Features, key);
        var content = await EvaluatePage.CreateAsync(
            FlagOf(view with { Obstacle = null }), visit.Form, environment.BigSegments, clock, visit.Aborted).ConfigureAwait(false);
        await visit.SendAsync($"Try {key} of {environment.Name}", content, environment.Name).ConfigureAwait(false);
    }

    public async Task AnswerHistoryAsync(
        ConsoleRequest visit, ConsoleEnvironment environment, IFlagHistory history, DataKind kind, string key)
    {
        var view = await ViewAsync(visit, environment, kind, key).ConfigureAwait(false);
        IReadOnlyList<FlagHistoryEntry> entries = [];
        string? problem = null;
        try
        {
            entries = await history.ReadAsync(kind, key, HistoryPage.MaxShown, visit.Aborted).ConfigureAwait(false);
        }
        catch (FlagStoreException unread)
        {
            problem = $"{unread.Message}.";
        }

        if (entries.Count == 0 && view.Seen.Find(kind, key) is null)
        {
            view.Seen.Require(kind, key);
        }

        await visit.SendAsync($"History of {key}", HistoryPage.Content(view, entries, problem), environment.Name).ConfigureAwait(false);
    }

    private static Task<EnvironmentSnapshot> ReadAsync(ConsoleRequest visit, ConsoleEnvironment environment) =>
        new FlagAuthoring(environment.Store, environment.Label).ReadAsync(visit.Aborted);

    private async Task<ItemView> ViewAsync(ConsoleRequest visit, ConsoleEnvironment environment, DataKind kind, string key)
    {
        var seen = await ReadAsync(visit, environment).ConfigureAwait(false);
        var obstacle = await access.FindObstacleAsync(environment, visit.Aborted).ConfigureAwait(false);
        var document = seen.Find(kind, key) ?? FlagDocument.Read(kind, key, VersionedItem.Tombstone(0));
        if (document.Fault is { } fault)
        {
            throw new UnreadableItemException(fault);
        }

        return new ItemView(environment.Name, seen, document, visit.Session, obstacle)
        {
            HasHistory = environment.History is not null,
            Done = long.TryParse(visit.Query("done"), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                && version <= document.Version
                    ? version
                    : null,
        };
    }

    private static Markup PageOf(ItemView view) =>
        view.Document.IsDeleted ? DeletedItemPage.Content(view)
        : view.Kind == DataKind.Segments ? SegmentPage.Content(SegmentOf(view))
        : FlagPage.Content(FlagOf(view));

    private static FlagView FlagOf(ItemView view) => view.Seen.ToSet().Flags.TryGetValue(view.Document.Key, out var flag)
        ? new FlagView(view, flag)
        : throw Unreadable(view);

    private static SegmentView SegmentOf(ItemView view) => view.Seen.ToSet().Segments.TryGetValue(view.Document.Key, out var segment)
        ? new SegmentView(view, segment)
        : throw Unreadable(view);

    private static UnreadableItemException Unreadable(ItemView view) =>
        new($"{view.Document.Name} cannot be read; `confd flags validate` says why");

    private static string Title(DataKind kind) => kind == DataKind.Segments ? "Segment" : "Flag";

    private static Task SendAsync(
        ConsoleRequest visit, string title, Markup content, ConsoleEnvironment environment, RejectedForm? refused) =>
        refused is { Problems.Any: true }
            ? visit.SendAsync($"Not taken: {title}", content, environment.Name, StatusCodes.Status422UnprocessableEntity)
            : visit.SendAsync(title, content, environment.Name);
}
