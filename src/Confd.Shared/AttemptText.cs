using System.Globalization;

namespace Confd.Shared;

/// <summary>Parts of messages about requests that were retried.</summary>
internal static class AttemptText
{
    /// <summary>Such as <c>1 attempt</c> and <c>3 attempts</c>.</summary>
    public static string Count(int attempts) =>
        attempts == 1 ? "1 attempt" : string.Create(CultureInfo.InvariantCulture, $"{attempts} attempts");

    /// <summary>The words before the last error where the time ran out before the attempts did; otherwise empty.</summary>
    public static string Deadline(bool isOutOfTime) => isOutOfTime ? "context deadline exceeded; last error " : "";
}
