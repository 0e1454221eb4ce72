using System.Net;

namespace Confd.Shared.Http;

/// <summary>Which answers of LaunchDarkly mean that the same request is refused for good, as its SDKs see it.</summary>
internal static class FinalStatus
{
    /// <summary>True for 4xx, such as a key that is none; not for what was cut short, came too late or too often.</summary>
    public static bool Is(HttpStatusCode status) => (int)status is >= 400 and < 500 and not (400 or 408 or 429);
}
