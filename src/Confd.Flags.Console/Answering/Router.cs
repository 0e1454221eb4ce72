using Confd.Flags.Authoring;
using Confd.Flags.Console.Environments;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Pages;
using Confd.Flags.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Console.Answering;

/// <summary>From a path to what answers it, and from what went wrong to a page.</summary>
internal sealed class Router
{
    private readonly IReadOnlyList<ConsoleEnvironment> _environments;
    private readonly IKeyList? _keys;
    private readonly FlagEndpoint _flags;
    private readonly ChangeEndpoint _changes;

    public Router(IReadOnlyList<ConsoleEnvironment> environments, IKeyList? keys, TimeProvider clock, ILogger logger)
    {
        _environments = environments;
        _keys = keys;
        var access = new WriteAccess(clock);
        _flags = new FlagEndpoint(access);
        _changes = new ChangeEndpoint(access, logger);
    }

    /// <summary>Answers a request of somebody who is in.</summary>
    public async Task AnswerAsync(Visit visit)
    {
        var environment = _environments.FirstOrDefault(one => one.Name == visit.Query(Fields.Environment));
        var key = visit.Query(Fields.Key);
        try
        {
            await AnswerAsync(visit, environment, key).ConfigureAwait(false);
        }
        catch (FlagEditException refused)
        {
            var (back, text) = environment is null ? (Paths.Root, "To the console")
                : refused.Kind == FlagRefusal.NotFound ? (Paths.ListOf(environment.Name), "To the flags")
                : (Paths.Of(Paths.Flag, environment.Name, key), "To the flag as it is now");
            var (status, title) = refused.Kind switch
            {
                FlagRefusal.NotFound => (StatusCodes.Status404NotFound, "There is no such thing"),
                FlagRefusal.ChangedMeanwhile => (StatusCodes.Status409Conflict, "It was changed meanwhile"),
                _ => (StatusCodes.Status422UnprocessableEntity, "This cannot be changed so"),
            };
            await visit.RefuseAsync(status, title, $"{refused.Message}.", back, text).ConfigureAwait(false);
        }
        catch (FlagStoreException problem)
        {
            await visit.RefuseAsync(
                StatusCodes.Status503ServiceUnavailable, "The store cannot be used", $"{problem.Message}.", Paths.Root, "To the console")
                .ConfigureAwait(false);
        }
    }

    private Task AnswerAsync(Visit visit, ConsoleEnvironment? environment, string key) =>
        ((string?)visit.Context.Request.Path, visit.Form, environment) switch
        {
            (Paths.Root or Paths.Root + "/" or Paths.Login, null, _) => AnswerHomeAsync(visit),
            (Paths.Keys, null, _) when _keys is not null => AnswerKeysAsync(visit, _keys),
            (_, _, null) => SendNotFoundAsync(visit),
            (Paths.List, null, { } one) => FlagEndpoint.AnswerListAsync(visit, one),
            (Paths.Flag, null, { } one) => _flags.AnswerFlagAsync(visit, one, key),
            (Paths.Segment, null, { } one) => FlagEndpoint.AnswerSegmentAsync(visit, one, key),
            (Paths.Evaluate, _, { } one) => FlagEndpoint.AnswerEvaluationAsync(visit, one, key),
            (Paths.History, null, { History: { } history } one) => _flags.AnswerHistoryAsync(visit, one, history, key),
            (Paths.Preview, { } form, { } one) => _changes.PreviewAsync(visit, form, one, key),
            (Paths.Apply, { } form, { } one) => _changes.ApplyAsync(visit, form, one, key),
            _ => SendNotFoundAsync(visit),
        };

    private Task AnswerHomeAsync(Visit visit) => _environments is [var only]
        ? PageAnswer.RedirectAsync(visit.Context, Paths.ListOf(only.Name))
        : visit.SendAsync(HomePage.Title, HomePage.Content([.. _environments.Select(one => (one.Name, one.Label))]));

    private static async Task AnswerKeysAsync(Visit visit, IKeyList keys)
    {
        var listed = await keys.ReadAsync(visit.Aborted).ConfigureAwait(false);
        await visit.SendAsync(KeysPage.Title, KeysPage.Content(keys.Label, listed)).ConfigureAwait(false);
    }

    private static Task SendNotFoundAsync(Visit visit) => visit.RefuseAsync(
        StatusCodes.Status404NotFound, "There is no such page", "The address leads nowhere.", Paths.Root, "To the console");
}
