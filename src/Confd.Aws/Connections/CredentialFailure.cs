using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace Confd.Aws.Connections;

/// <summary>Explains in one line why the SDK's credential chain found no credentials, without the lines of files that it quotes: a key
/// without its equals sign would be one.</summary>
internal static partial class CredentialFailure
{
    /// <summary>Creates the exception for missing credentials.</summary>
    /// <param name="reason">The cause, and what to do.</param>
    /// <param name="cause">The exception that was thrown.</param>
    /// <param name="failure">Another kind of failure, if it is transient.</param>
    public static AwsException Make(string reason, Exception? cause = null, AwsFailure failure = AwsFailure.NoCredentials) =>
        new(failure, $"failed to retrieve AWS credentials: {reason}", cause);

    /// <summary>Creates the exception for credentials that have not arrived in time.</summary>
    public static AwsException MakeLate() => Make($"no answer in time; {CredentialAdvice.OfLate()}", failure: AwsFailure.TimedOut);

    /// <summary>The causes, without those of sources to which nothing in this process's environment refers.</summary>
    /// <param name="failed">The SDK's exception: one cause, or a heading and numbered ones.</param>
    public static string Describe(Exception failed) => Describe(Words(failed), Environment.GetEnvironmentVariable, SharedProfile.Files);

    /// <inheritdoc cref="Describe(Exception)"/>
    /// <param name="message">The exception's text.</param>
    /// <param name="variable">Returns the value of a variable.</param>
    /// <param name="files">The files of profiles.</param>
    internal static string Describe(string message, Func<string, string?> variable, IReadOnlyList<string> files)
    {
        var parts = Numbered().Split(string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        var reasons = parts.Length == 1 ? parts : [.. parts.Skip(1).Where(part => IsConfigured(part, variable))];
        return string.Join("; ", reasons.Select(reason => WithFiles(WithoutLine(reason.Trim().TrimEnd('.')), files)));
    }

    /// <summary>True for a message that quotes a line of a file.</summary>
    public static bool QuotesLine(string message) => QuotedLine().IsMatch(message);

    /// <summary>The exception's messages as one text. If STS rejects a role, the SDK's outer message has only the role's name, and an inner
    /// one the response of STS.</summary>
    internal static string Words(Exception failed)
    {
        if (failed is AmazonServiceException)
        {
            return FailureReason.Of(failed);
        }

        if (failed.InnerException is null || Numbered().IsMatch(failed.Message))
        {
            return failed.Message;
        }

        var cause = FailureReason.Of(failed.InnerException);
        return failed.Message.Contains(cause, StringComparison.Ordinal) ? failed.Message : $"{failed.Message.TrimEnd('.', ' ')}: {cause}";
    }

    private static string WithoutLine(string reason) => QuotedLine().Replace(reason, "$1 in file");

    private static bool IsConfigured(string reason, Func<string, string?> variable) =>
        reason.Contains("webIdentityTokenFile", StringComparison.OrdinalIgnoreCase)
            ? variable("AWS_WEB_IDENTITY_TOKEN_FILE") is { Length: > 0 }
            : !reason.Contains("EC2", StringComparison.Ordinal)
                || !string.Equals(variable("AWS_EC2_METADATA_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);

    private static string WithFiles(string reason, IReadOnlyList<string> files) =>
        reason.StartsWith("Unable to find the \"", StringComparison.Ordinal) && reason.EndsWith("\" profile", StringComparison.Ordinal)
            ? $"{reason} in {string.Join(" and ", files)}"
            : reason;

    [GeneratedRegex("Exception [0-9]{1,2} of [0-9]{1,2}: ", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Numbered();

    [GeneratedRegex("(Line [0-9]{1,9}):<.*> in file", RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex QuotedLine();
}
