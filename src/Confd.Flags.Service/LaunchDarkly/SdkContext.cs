using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Confd.Admission;
using Confd.Flags.Contexts;
using Confd.Flags.Service.Environments;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>The context of a request: in the path as base64, or in the body of a REPORT; and its proof in secure mode.</summary>
internal static class SdkContext
{
    private const int MaxBodyBytes = 1024 * 1024;

    /// <summary>Reads the context.</summary>
    /// <returns>The context, or the status and the problem if there is none.</returns>
    /// <exception cref="BadHttpRequestException">The body cannot be read.</exception>
    public static async ValueTask<(EvaluationContext? Context, int Status, string Problem)> ReadAsync(
        HttpRequest request, string? encoded, BodyBudget budget)
    {
        if (encoded is null && !IsJson(request.ContentType))
        {
            return (null, StatusCodes.Status415UnsupportedMediaType, "Content-Type must be application/json.");
        }

        if (encoded is null)
        {
            RequestBody.RequireUnencoded(request);
        }

        var context = encoded is null
            ? await RequestBody.ReadAsync(
                request, MaxBodyBytes, budget, 0, static (_, body) => EvaluationContext.Parse(body)).ConfigureAwait(false)
            : Decode(encoded);
        return context is { IsValid: true }
            ? (context, StatusCodes.Status200OK, "")
            : (null, StatusCodes.Status400BadRequest, ProblemOf(context));
    }

    /// <summary>True where the environment requires no proof of the context, or the request has it: <c>h</c>, the HMAC-SHA256 of the
    /// context's canonical key under an SDK key, in lower-case hexadecimal.</summary>
    public static bool IsProven(HttpRequest request, Credential credential, EvaluationContext context)
    {
        if (credential is not { Kind: CredentialKind.EnvironmentId, Environment.Options: { IsSecure: true } options })
        {
            return true;
        }

        if (request.Query["h"] is not [{ } hash])
        {
            return false;
        }

        var given = Encoding.UTF8.GetBytes(hash);
        var isProven = false;
        foreach (var sdkKey in options.SdkKeys)
        {
            isProven |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(SecureMode.Hash(sdkKey, context)), given);
        }

        return isProven;
    }

    private static string ProblemOf(EvaluationContext? context) =>
        context is null ? "the context is not base64url" : $"the context is invalid: {context.Error}";

    private static bool IsJson(string? contentType) =>
        contentType is not null && contentType.AsSpan().TrimStart().StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    // Base64 in either alphabet: some SDKs, and people with a shell, use the standard one, whose slash must be escaped in a path.
    private static EvaluationContext? Decode(string encoded)
    {
        try
        {
            return EvaluationContext.Parse(Base64Url.DecodeFromChars(
                encoded.Replace('+', '-').Replace("%2F", "_", StringComparison.OrdinalIgnoreCase)));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
