using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Confd.Following;

namespace Confd.Aws.Connections;

/// <summary>The credentials that the command of a profile writes (<c>credential_process</c>).</summary>
/// <param name="command">The command.</param>
/// <param name="advice">What to do if it does not end.</param>
/// <param name="accountId">The account of the profile; null for none.</param>
/// <param name="clock">Limits how long the command may run.</param>
/// <param name="search">Ends the command while credentials are searched for: a search that was given up is not continued.</param>
/// <remarks>The SDK's own class waits for the command without a limit, and leaves it running if nothing waits for it anymore.</remarks>
internal sealed class ProcessCredentials(
    string command, string advice, string? accountId, TimeProvider clock, CancellationToken search) : ExpiringCredentials
{
    // As AWS's SDK for Go.
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(1);

    private const string Held = "a process that it started keeps its output open";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true };

    /// <inheritdoc/>
    protected override async Task<CredentialsRefreshState> ObtainAsync()
    {
        using var limit = new TimeLimit(MaxTime, clock, search);
        try
        {
            var (status, output, errors) = await CredentialProcesses.RunAsync(command.Trim(), clock, limit.Token).ConfigureAwait(false);
            return status != 0
                ? throw Fault(string.Create(
                    CultureInfo.InvariantCulture, $"Command returned non-zero exit value {status} with the error - {errors ?? Held}"))
                : Read(output ?? throw Fault($"the command has ended, but {Held}"));
        }
        catch (OperationCanceledException) when (limit.HasPassed)
        {
            throw CredentialFailure.Make(
                string.Create(
                    CultureInfo.InvariantCulture, $"the command did not end within {MaxTime.TotalSeconds:0} seconds and was killed; ")
                + advice,
                failure: AwsFailure.TimedOut);
        }
        catch (Exception failed) when (failed is System.ComponentModel.Win32Exception or IOException)
        {
            throw new ProcessAWSCredentialException($"the command cannot be started: {failed.Message}", failed);
        }
    }

    private static ProcessAWSCredentialException Fault(string reason) => new(reason);

    private CredentialsRefreshState Read(string output)
    {
        try
        {
            using var json = JsonDocument.Parse(output, Lenient);
            var keys = json.RootElement;
            if (!keys.TryGetProperty("Version", out var version) || version.GetInt32() != 1)
            {
                throw Fault("the command wrote no credentials of \"Version\": 1");
            }

            return new CredentialsRefreshState(
                new ImmutableCredentials(
                    keys.GetProperty("AccessKeyId").GetString(),
                    keys.GetProperty("SecretAccessKey").GetString(),
                    TextOf(keys, "SessionToken"),
                    TextOf(keys, "AccountId") ?? accountId),
                TextOf(keys, "Expiration") is { Length: > 0 } end
                    ? DateTimeOffset.Parse(end, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime
                    : DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc));
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentException)
        {
            throw Fault("the command wrote something other than credentials");
        }
    }

    private static string? TextOf(JsonElement keys, string name) => keys.TryGetProperty(name, out var text) ? text.GetString() : null;
}
