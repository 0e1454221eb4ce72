using Confd.Admission;
using Confd.Flags.Contexts;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Http;
using Confd.Flags.Service.Receiving;
using Confd.Flags.Service.Revisions;
using Confd.Flags.Service.Streams;
using Confd.Flags.Storage;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>The endpoints of LaunchDarkly's SDKs, as in LaunchDarkly's Relay Proxy.</summary>
internal sealed partial class SdkEndpoint(
    CredentialRing ring, Cors cors, EventStreams streams, SdkEvents events, BodyBudget budget, BodyBudget answers, ILogger logger)
{
    private const string OldKeyPrefix = "api_key ";

    // The message of the Relay Proxy.
    private const string NotProven = "Environment is in secure mode, and context hash does not match.";

    /// <summary>Handles a request for one of their paths.</summary>
    public async Task HandleAsync(HttpContext context, SdkRoute route)
    {
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            await cors.AnswerPreflightAsync(context, route.MethodList).ConfigureAwait(false);
            return;
        }

        cors.Allow(context);
        if (route.Target == SdkTarget.SecondGeneration)
        {
            await SendBackAsync(context).ConfigureAwait(false);
            return;
        }

        if (!route.Takes(context.Request.Method))
        {
            context.Response.Headers.Allow = route.MethodList;
            await Answers.SendMessageAsync(
                context, StatusCodes.Status405MethodNotAllowed, "this path takes other methods; see the header Allow")
                    .ConfigureAwait(false);
            return;
        }

        try
        {
            await AnswerAllowedAsync(context, route).ConfigureAwait(false);
        }
        catch (BadHttpRequestException refused) when (FailedRequest.CanBeAnswered(context, refused))
        {
            FailedRequest.EndIfSlow(context.Response, refused);
            await Answers.SendMessageAsync(context, refused.StatusCode, refused.Message).ConfigureAwait(false);
        }
        catch (Exception failure) when (FailedRequest.CanBeAnswered(context, failure))
        {
            LogFailed(logger, route.Target, failure);
            await Answers.SendMessageAsync(context, StatusCodes.Status500InternalServerError, "the request failed").ConfigureAwait(false);
        }
    }

    // Without the header, such an SDK would treat a 404 or 405 as permanent.
    private static Task SendBackAsync(HttpContext context)
    {
        context.Response.Headers["X-LD-FD-Fallback"] = "true";
        return Answers.SendMessageAsync(
            context, StatusCodes.Status404NotFound, "the second generation of the protocol is not served; use the first");
    }

    private Task AnswerAllowedAsync(HttpContext context, SdkRoute route)
    {
        if (FindCredential(context.Request, route) is not { } credential)
        {
            return route.EnvironmentId is null
                ? Answers.SendMessageAsync(context, StatusCodes.Status401Unauthorized, "the key is missing or wrong")
                : Answers.SendMessageAsync(context, StatusCodes.Status404NotFound, "there is no environment with this id");
        }

        return route.Target switch
        {
            SdkTarget.Goals => Answers.SendJsonAsync(context, StatusCodes.Status200OK, "[]"u8.ToArray()),
            SdkTarget.Events => events.TakeAsync(context, credential, EventKind.Analytics),
            SdkTarget.Diagnostics => events.TakeAsync(context, credential, EventKind.Diagnostic),
            SdkTarget.Picture => events.TakePictureAsync(context, credential),
            SdkTarget.Evaluation or SdkTarget.Pings => AnswerContextAsync(context, route, credential),
            _ => AnswerDataAsync(context, route, credential),
        };
    }

    private Credential? FindCredential(HttpRequest request, SdkRoute route)
    {
        if (route.EnvironmentId is { } id)
        {
            return ring.Find(CredentialKind.EnvironmentId, id);
        }

        var key = request.Headers.Authorization is [{ } text] ? text : null;
        var isOldForm = key is not null && key.StartsWith(OldKeyPrefix, StringComparison.OrdinalIgnoreCase);
        return ring.Find(route.Credential, isOldForm ? key![OldKeyPrefix.Length..] : key);
    }

    private async Task AnswerContextAsync(HttpContext context, SdkRoute route, Credential credential)
    {
        var feed = credential.Environment.Feed;
        if (!route.HasContext)
        {
            await streams.RunAsync(context, feed, StreamForm.Pings).ConfigureAwait(false);
            return;
        }

        var (who, status, problem) = await SdkContext.ReadAsync(context.Request, route.Argument, budget).ConfigureAwait(false);
        if (who is null)
        {
            await Answers.SendMessageAsync(context, status, problem).ConfigureAwait(false);
        }
        else if (!SdkContext.IsProven(context.Request, credential, who))
        {
            await Answers.SendMessageAsync(context, StatusCodes.Status400BadRequest, NotProven).ConfigureAwait(false);
        }
        else
        {
            await (route.Target == SdkTarget.Pings
                ? streams.RunAsync(context, feed, StreamForm.Pings)
                : EvaluateAsync(context, credential, who)).ConfigureAwait(false);
        }
    }

    private Task EvaluateAsync(HttpContext context, Credential credential, EvaluationContext who) =>
        credential.Environment.Current is { } revision
            ? SdkEvaluation.HandleAsync(context, credential, revision, who, answers)
            : SendNotReadyAsync(context, credential.Environment);

    private Task AnswerDataAsync(HttpContext context, SdkRoute route, Credential credential)
    {
        var environment = credential.Environment;
        if (environment.FindFeed(context.Request.Query["filter"]) is not { } feed)
        {
            return Answers.SendMessageAsync(context, StatusCodes.Status404NotFound, "payload filter was not found");
        }

        if (environment.Options.EnvironmentId is { } id)
        {
            context.Response.Headers["X-LD-EnvID"] = id;
        }

        // A stream may start before there is data: its first event is sent when there is.
        return (route.Target, feed.Current) switch
        {
            (SdkTarget.Stream, _) => streams.RunAsync(context, feed, StreamForm.Everything),
            (SdkTarget.FlagStream, _) => streams.RunAsync(context, feed, StreamForm.Flags),
            (_, null) => SendNotReadyAsync(context, environment),
            (SdkTarget.Data, { } revision) => SdkData.AnswerAllAsync(context, revision),
            (SdkTarget.Flags, { } revision) => SdkData.AnswerFlagsAsync(context, revision),
            (SdkTarget.Segment, { } revision) => AnswerItemAsync(context, route, revision, DataKind.Segments),
            (_, { } revision) => AnswerItemAsync(context, route, revision, DataKind.Features),
        };
    }

    private Task AnswerItemAsync(HttpContext context, SdkRoute route, Revision revision, DataKind kind)
    {
        var prefix = context.Request.Path.Value![..^route.Argument!.Length];
        return SdkData.AnswerItemAsync(context, revision, kind, PathKey.After(context.Request, prefix), answers);
    }

    private static Task SendNotReadyAsync(HttpContext context, FlagEnvironment environment) =>
        Answers.SendMessageAsync(context, StatusCodes.Status503ServiceUnavailable, environment.WhyNotReady);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request for {Target} failed")]
    private static partial void LogFailed(ILogger logger, SdkTarget target, Exception failure);
}
