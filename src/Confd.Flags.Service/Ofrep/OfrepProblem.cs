using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Ofrep;

/// <summary>Why a request or a flag has no value.</summary>
/// <param name="Status">The status of a response with only this problem.</param>
/// <param name="Code">The code of the protocol.</param>
/// <param name="Details">For people; quotes no value.</param>
internal sealed record OfrepProblem(int Status, string Code, string Details)
{
    public static OfrepProblem NoContext { get; } =
        new(StatusCodes.Status400BadRequest, "INVALID_CONTEXT", "the request has no object 'context'");

    public static OfrepProblem NoTargetingKey { get; } =
        new(StatusCodes.Status400BadRequest, "TARGETING_KEY_MISSING", "the context has no text 'targetingKey'");

    public static OfrepProblem FlagNotFound { get; } =
        new(StatusCodes.Status404NotFound, "FLAG_NOT_FOUND", "there is no flag with that key");

    public static OfrepProblem MalformedFlag { get; } =
        new(StatusCodes.Status400BadRequest, "PARSE_ERROR", "the flag is malformed");

    public static OfrepProblem BrokenFlag { get; } =
        new(StatusCodes.Status500InternalServerError, "GENERAL", "the flag cannot be evaluated; the service's log says why");

    public static OfrepProblem Failed { get; } =
        new(StatusCodes.Status500InternalServerError, "GENERAL", "the request failed; the service's log says why");

    public static OfrepProblem NotAllowed { get; } =
        new(StatusCodes.Status401Unauthorized, "GENERAL", "the key is missing or wrong; it goes into Authorization: Bearer, or X-API-Key");

    public static OfrepProblem Secured { get; } =
        new(StatusCodes.Status403Forbidden, "GENERAL", "the environment is in secure mode: its client-side id alone is not a key here");

    public static OfrepProblem NotPost { get; } = new(StatusCodes.Status405MethodNotAllowed, "GENERAL", "evaluations are POST requests");

    public static OfrepProblem NoSuchPath { get; } = new(StatusCodes.Status404NotFound, "GENERAL", "nothing is served at this path");

    /// <summary>An environment without data.</summary>
    public static OfrepProblem NotReady(string why) => new(StatusCodes.Status503ServiceUnavailable, "PROVIDER_NOT_READY", why);

    /// <summary>A body that is too large, too slow or unreadable, or a body or response for which no memory is free.</summary>
    public static OfrepProblem Refused(BadHttpRequestException refused) => new(refused.StatusCode, "GENERAL", refused.Message);

    /// <summary>A body that is not JSON, or not JSON that can be read, such as one with too many levels.</summary>
    public static OfrepProblem Unreadable(FlagFormatException problem) =>
        new(StatusCodes.Status400BadRequest, "PARSE_ERROR", $"the request cannot be read: {problem.Message}");

    /// <summary>A context that LaunchDarkly's rules do not allow.</summary>
    public static OfrepProblem InvalidContext(string details) => new(StatusCodes.Status400BadRequest, "INVALID_CONTEXT", details);
}
