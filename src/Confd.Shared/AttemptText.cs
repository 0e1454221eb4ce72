using System.Globalization;

namespace Confd.Shared;

/// <summary>The words of messages about requests that were tried again.</summary>
internal static class AttemptText
{
    /// <summary>Such as <c>1 attempt</c> and <c>3 attempts</c>.</summary>
    public static string Count(int attempts) =>
        attempts == 1 ? "1 attempt" : string.Create(CultureInfo.InvariantCulture, $"{attempts} attempts");

    /// <summary>What stands before the last error where the time ran out before the attempts did; empty where it did not.</summary>
    public static string Deadline(bool isOutOfTime) => isOutOfTime ? "context deadline exceeded; last error " : "";
}
