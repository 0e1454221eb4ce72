using Confd.Admission;
using Confd.Flags.Contexts;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Http;
using Confd.Flags.Service.Revisions;
using Confd.Flags.Service.Streams;
using Confd.Shared;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Service.Ofrep;

/// <summary>OFREP 0.3, OpenFeature's protocol for remote evaluation: one flag, all flags with an entity tag, and event streams.</summary>
internal sealed partial class OfrepEndpoint
{
    /// <summary>The prefix of all paths.</summary>
    public const string Root = "/ofrep/";

    private const string EvaluateAll = "/ofrep/v1/evaluate/flags";
    private const string EvaluateOne = EvaluateAll + "/";
    private const string Events = "/ofrep/v1/events/";
    private const string EvaluationMethods = "POST,OPTIONS";
    private const string StreamMethods = "GET,OPTIONS";
    private const int MaxBodyBytes = 1024 * 1024;
    private const string Bearer = "Bearer ";

    private readonly CredentialRing _ring;
    private readonly SecretLookup<Credential> _tokens;
    private readonly Cors _cors;
    private readonly EventStreams _streams;
    private readonly BodyBudget _budget;
    private readonly BodyBudget _answers;
    private readonly ILogger _logger;

    public OfrepEndpoint(CredentialRing ring, Cors cors, EventStreams streams, BodyBudget budget, BodyBudget answers, ILogger logger)
    {
        _ring = ring;
        _cors = cors;
        _streams = streams;
        _budget = budget;
        _answers = answers;
        _logger = logger;
        _tokens = new(ring.Keys.Concat(ring.Ids).Select(key => KeyValuePair.Create(OfrepStreamToken.Of(key.Key), key.Value)));
    }

    /// <summary>Handles a request below <see cref="Root"/>.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            return _cors.AnswerPreflightAsync(
                context, path.StartsWith(Events, StringComparison.Ordinal) ? StreamMethods : EvaluationMethods);
        }

        _cors.Allow(context);
        if (path.StartsWith(Events, StringComparison.Ordinal))
        {
            return StreamAsync(context, path[Events.Length..]);
        }

        if (path != EvaluateAll && !path.StartsWith(EvaluateOne, StringComparison.Ordinal))
        {
            return SendProblemAsync(context, null, OfrepProblem.NoSuchPath);
        }

        var key = path.Length > EvaluateAll.Length ? PathKey.After(context.Request, EvaluateOne) : null;
        if (FindCredential(context.Request, out var token) is not { } credential)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return SendProblemAsync(context, key, OfrepProblem.NotAllowed);
        }

        if (credential is { Kind: CredentialKind.EnvironmentId, Environment.Options.IsSecure: true })
        {
            return SendProblemAsync(context, key, OfrepProblem.Secured);
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = EvaluationMethods;
            return SendProblemAsync(context, key, OfrepProblem.NotPost);
        }

        return EvaluateAsync(context, credential, token!, key);
    }

    private Credential? FindCredential(HttpRequest request, out string? key)
    {
        var authorization = request.Headers.Authorization is [{ } text] ? text : "";
        key = request.Headers["X-API-Key"] is [{ } given] ? given
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : null;
        return _ring.Find(CredentialKind.OfrepKey, key)
            ?? _ring.Find(CredentialKind.EnvironmentId, key)
            ?? _ring.Find(CredentialKind.MobileKey, key)
            ?? _ring.Find(CredentialKind.SdkKey, key);
    }

    private async Task EvaluateAsync(HttpContext http, Credential credential, string token, string? key)
    {
        try
        {
            RequestBody.RequireUnencoded(http.Request);
            var (context, problem) = await RequestBody.ReadAsync(http.Request, MaxBodyBytes, _budget, 0, static (_, body) =>
            {
                var context = OfrepContext.Read(body, out var problem);
                return (context, problem);
            }).ConfigureAwait(false);
            if (problem is null && key is null && http.Request.Query["flagConfigEtag"] is [{ Length: > 0 } expected])
            {
                await credential.Environment.OnDemandRefresh.WaitForAsync(expected, http.RequestAborted).ConfigureAwait(false);
            }

            if (problem is not null)
            {
                await SendProblemAsync(http, key, problem).ConfigureAwait(false);
            }
            else if (credential.Environment.Current is not { } revision)
            {
                await SendProblemAsync(http, key, OfrepProblem.NotReady(credential.Environment.WhyNotReady)).ConfigureAwait(false);
            }
            else if (key is null)
            {
                await EvaluateAllAsync(http, credential, revision, context, OfrepStreamToken.Of(token)).ConfigureAwait(false);
            }
            else
            {
                await EvaluateOneAsync(http, credential, revision, context, key).ConfigureAwait(false);
            }
        }
        catch (BadHttpRequestException refused) when (FailedRequest.CanBeAnswered(http, refused))
        {
            FailedRequest.EndIfSlow(http.Response, refused);
            await SendProblemAsync(http, key, OfrepProblem.Refused(refused)).ConfigureAwait(false);
        }
        catch (Exception failure) when (FailedRequest.CanBeAnswered(http, failure))
        {
            LogFailed(_logger, failure);
            await SendProblemAsync(http, key, OfrepProblem.Failed).ConfigureAwait(false);
        }
    }

    private async Task EvaluateOneAsync(
        HttpContext http, Credential credential, Revision revision, EvaluationContext context, string key)
    {
        if (revision.Find(key) is not { } flag || !Revision.IsVisible(flag, credential.Visibility))
        {
            // The visibility of a flag that cannot be read is unknown: it exists only for clients that see all flags.
            var problem = credential.Visibility == FlagVisibility.All && revision.Snapshot.IsBroken(key)
                ? OfrepProblem.BrokenFlag
                : OfrepProblem.FlagNotFound;
            await SendProblemAsync(http, key, problem).ConfigureAwait(false);
            return;
        }

        using var buffer = ResponseBuffer.Rent(_answers);
        var status = await credential.Environment.Client.EvaluateRepeatablyAsync(
            revision.Snapshot,
            (buffer, flag, context, credential.Environment.Logger),
            static (one, evaluator) =>
            {
                one.buffer.Clear();
                return OfrepResponse.Write(one.buffer, one.flag, new SafeEvaluation(evaluator, one.context, one.Logger));
            },
            http.RequestAborted).ConfigureAwait(false);
        await Answers.SendJsonAsync(http, status, buffer.Written).ConfigureAwait(false);
    }

    private async Task EvaluateAllAsync(
        HttpContext http, Credential credential, Revision revision, EvaluationContext context, string token)
    {
        using var buffer = ResponseBuffer.Rent(_answers);
        var stream = OuterPath.Of(http.Request) + Events + token;
        await credential.Environment.Client.EvaluateRepeatablyAsync(
            revision.Snapshot,
            (buffer, revision, credential, context, stream),
            static (all, evaluator) =>
            {
                all.buffer.Clear();
                var evaluation = new SafeEvaluation(evaluator, all.context, all.credential.Environment.Logger);
                WriteAll(all.buffer, all.revision, all.credential.Visibility, evaluation, all.stream);
                return true;
            },
            http.RequestAborted).ConfigureAwait(false);

        // The tag depends on the whole response, and so on the context too: a provider still sends the tag when an attribute has changed.
        await Answers.SendTaggedAsync(http, buffer.Written, Revision.TagOf(buffer.Written.Span)).ConfigureAwait(false);
    }

    private static void WriteAll(
        ResponseBuffer buffer, Revision revision, FlagVisibility visibility, SafeEvaluation evaluation, string stream)
    {
        buffer.Write("{\"flags\":["u8);
        var isFirst = true;
        foreach (var flag in revision.All)
        {
            if (Revision.IsVisible(flag, visibility))
            {
                buffer.Write(isFirst ? ""u8 : ","u8);
                OfrepResponse.Write(buffer, flag, evaluation);
                isFirst = false;
            }
        }

        // Without an origin: the provider uses the address of its requests, whatever proxy that is.
        buffer.Write("],\"eventStreams\":[{\"type\":\"sse\",\"endpoint\":"u8);
        buffer.WriteJson(stream, static (writer, path) =>
        {
            writer.WriteStartObject();
            writer.WriteString("requestUri"u8, path);
            writer.WriteEndObject();
        });
        buffer.Write("}]}"u8);
    }

    private Task StreamAsync(HttpContext context, string token)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = StreamMethods;
            return SendProblemAsync(context, null, OfrepProblem.NotPost with { Details = "event streams are GET requests" });
        }

        return _tokens.Find(token) is { } credential
            ? _streams.RunAsync(context, credential.Environment.Feed, StreamForm.Refetches)
            : SendProblemAsync(context, null, OfrepProblem.NotAllowed);
    }

    private static async Task SendProblemAsync(HttpContext context, string? key, OfrepProblem problem)
    {
        using var buffer = ResponseBuffer.Rent();
        OfrepResponse.WriteProblem(buffer, key, problem);
        await Answers.SendJsonAsync(context, problem.Status, buffer.Written).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An OFREP request failed")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
