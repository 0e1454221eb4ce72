using System.Security.Cryptography;
using System.Text;

namespace Confd.Flags.Contexts;

/// <summary>LaunchDarkly's "secure mode": a browser sends a hash that proves that its server issued the context it requests.</summary>
public static class SecureMode
{
    /// <summary>The hash of a context: HMAC-SHA256 of its <see cref="EvaluationContext.FullyQualifiedKey"/>, in lower-case hex.</summary>
    /// <param name="sdkKey">The environment's SDK key; never leaves the server.</param>
    /// <param name="context">The context; valid.</param>
    /// <exception cref="ArgumentException">The context is invalid.</exception>
    public static string Hash(string sdkKey, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(sdkKey);
        ArgumentNullException.ThrowIfNull(context);
        return context.IsValid
            ? Convert.ToHexStringLower(
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(sdkKey), Encoding.UTF8.GetBytes(context.FullyQualifiedKey)))
            : throw new ArgumentException($"an invalid context has no hash: {context.Error}", nameof(context));
    }
}
