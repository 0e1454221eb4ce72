using Confd.Flags.Authoring;
using Confd.Flags.Console.Environments;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Pages;
using Confd.Flags.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Console.Requests;

/// <summary>Maps paths to endpoints, and exceptions to pages.</summary>
internal sealed class Router
{
    private readonly IReadOnlyList<ConsoleEnvironment> _environments;
    private readonly IKeyList? _keys;
    private readonly ItemEndpoint _items;
    private readonly ChangeEndpoint _changes;

    public Router(IReadOnlyList<ConsoleEnvironment> environments, IKeyList? keys, TimeProvider clock, ILogger logger)
    {
        _environments = environments;
        _keys = keys;
        var access = new WriteAccess(clock);
        _items = new ItemEndpoint(access, clock);
        _changes = new ChangeEndpoint(access, _items, logger);
    }

    /// <summary>Responds to a request of an authenticated user.</summary>
    public async Task HandleAsync(ConsoleRequest visit)
    {
        var environment = _environments.FirstOrDefault(one => one.Name == visit.Query(Fields.Environment));
        var key = visit.Query(Fields.Key);
        try
        {
            await HandleAsync(visit, environment, key).ConfigureAwait(false);
        }
        catch (FlagEditException refused)
        {
            var name = visit.Form is { } form ? ChangeEndpoint.NameOf(form, key) : key;
            var pages = FindPages(visit) ?? ItemPaths.Of(DataKind.Features);
            var (back, text) = environment is null ? (Paths.Root, "To the console")
                : refused.Kind == FlagRefusal.NotFound ? (Paths.ListOf(environment.Name), "To the flags")
                : (Paths.Of(pages.Page, environment.Name, key.Length == 0 ? name : key), $"To the {pages.Noun} as it is now");
            var (status, title) = refused.Kind switch
            {
                FlagRefusal.NotFound => (StatusCodes.Status404NotFound, "There is no such thing"),
                FlagRefusal.ChangedMeanwhile => (StatusCodes.Status409Conflict, "It was changed meanwhile"),
                _ => (StatusCodes.Status422UnprocessableEntity, "This cannot be changed so"),
            };
            await visit.RefuseAsync(status, title, $"{refused.Message}.", back, text).ConfigureAwait(false);
        }
        catch (UnreadableItemException unreadable) when (environment is not null)
        {
            // The item's own page would fail in the same way.
            await visit.RefuseAsync(
                StatusCodes.Status422UnprocessableEntity,
                "This cannot be shown",
                $"{unreadable.Message}.",
                Paths.ListOf(environment.Name),
                "To the flags").ConfigureAwait(false);
        }
        catch (FlagItemRefusedException refused)
        {
            await visit.RefuseAsync(
                StatusCodes.Status422UnprocessableEntity, "This cannot be stored", $"{refused.Message}.", Paths.Root, "To the console")
                .ConfigureAwait(false);
        }
        catch (FlagStoreException problem)
        {
            await visit.RefuseAsync(
                StatusCodes.Status503ServiceUnavailable, "The store cannot be used", $"{problem.Message}.", Paths.Root, "To the console")
                .ConfigureAwait(false);
        }
    }

    private Task HandleAsync(ConsoleRequest visit, ConsoleEnvironment? environment, string key) =>
        ((string?)visit.Context.Request.Path, visit.Form, environment) switch
        {
            (Paths.Root or Paths.Root + "/" or Paths.Login, null, _) => AnswerHomeAsync(visit),
            (Paths.Keys, null, _) when _keys is not null => AnswerKeysAsync(visit, _keys),
            (_, _, null) => SendNotFoundAsync(visit),
            (Paths.List, null, { } one) => ItemEndpoint.AnswerListAsync(visit, one),
            (Paths.Evaluate, _, { } one) => _items.AnswerEvaluationAsync(visit, one, key),
            (_, _, { } one) => FindPages(visit) is { } pages ? AnswerItemAsync(visit, one, pages, key) : SendNotFoundAsync(visit),
        };

    private Task AnswerItemAsync(ConsoleRequest visit, ConsoleEnvironment environment, ItemPaths pages, string key)
    {
        var (path, kind) = ((string?)visit.Context.Request.Path, pages.Kind);
        return (visit.Form, environment.History) switch
        {
            (null, _) when path == pages.Page => _items.AnswerItemAsync(visit, environment, kind, key),
            (null, _) when path == pages.New => _items.AnswerNewAsync(visit, environment, kind),
            (null, { } history) when path == pages.History => _items.AnswerHistoryAsync(visit, environment, history, kind, key),
            ({ } form, _) when path == pages.New =>
                _items.AnswerNewAsync(visit, environment, kind, new RejectedForm(form, new FormProblems())),
            ({ } form, _) when path == pages.Preview => _changes.PreviewAsync(visit, form, environment, kind, key),
            ({ } form, _) when path == pages.Apply => _changes.ApplyAsync(visit, form, environment, kind, key),
            _ => SendNotFoundAsync(visit),
        };
    }

    private static ItemPaths? FindPages(ConsoleRequest visit) => ItemPaths.All.FirstOrDefault(
        pages => visit.Context.Request.Path.StartsWithSegments(pages.Page, StringComparison.Ordinal));

    private Task AnswerHomeAsync(ConsoleRequest visit) => _environments is [var only]
        ? PageResponse.RedirectAsync(visit.Context, Paths.ListOf(only.Name))
        : visit.SendAsync(HomePage.Title, HomePage.Content([.. _environments.Select(one => (one.Name, one.Label))]));

    private static async Task AnswerKeysAsync(ConsoleRequest visit, IKeyList keys)
    {
        var listed = await keys.ReadAsync(visit.Aborted).ConfigureAwait(false);
        await visit.SendAsync(KeysPage.Title, KeysPage.Content(keys.Label, listed)).ConfigureAwait(false);
    }

    private static Task SendNotFoundAsync(ConsoleRequest visit) => visit.RefuseAsync(
        StatusCodes.Status404NotFound, "There is no such page", "The address leads nowhere.", Paths.Root, "To the console");
}
