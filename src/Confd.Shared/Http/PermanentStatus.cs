using System.Net;

namespace Confd.Shared.Http;

/// <summary>The status codes by which LaunchDarkly refuses a request for good, as its SDKs interpret them.</summary>
internal static class PermanentStatus
{
    /// <summary>True for 4xx, such as for an invalid key; not for a request that was truncated, too late, or one of too many.</summary>
    public static bool Is(HttpStatusCode status) => (int)status is >= 400 and < 500 and not (400 or 408 or 429);
}
