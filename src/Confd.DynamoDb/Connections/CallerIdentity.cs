using System.Globalization;
using System.Runtime.InteropServices;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Confd.Aws;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Connections;

/// <summary>The identity of this process: its AWS identity, or its user and host.</summary>
internal static partial class CallerIdentity
{
    // Recording the author must not delay a write for long.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    /// <summary>The caller's ARN, which AWS STS returns to every caller; <c>user@host</c> where STS cannot be reached, or DynamoDB has a
    /// custom endpoint.</summary>
    public static async Task<string> FindAsync(
        DynamoConnection connection, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        var user = $"{UserName(Environment.UserName)}@{Environment.MachineName}";
        if (connection.Endpoint is null)
        {
            using var limit = new TimeLimit(MaxWait, clock, cancellationToken);
            try
            {
                var config = connection.Aws.Configure(new AmazonSecurityTokenServiceConfig(), connection.FindEndpointOf("STS"));
                var credentials = await connection.Aws.ResolveCredentialsAsync(limit.Token).ConfigureAwait(false);
                using var client = new AmazonSecurityTokenServiceClient(credentials, config);
                var answer = await limit.RunAsync(end => client.GetCallerIdentityAsync(new GetCallerIdentityRequest(), end))
                    .ConfigureAwait(false);
                if (answer.Arn is { Length: > 0 } arn)
                {
                    return arn;
                }
            }
            catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
            {
                // Whatever it is, the write matters more than the name of its author.
                LogUnknown(logger, user, FailureReason.Of(problem));
            }
        }

        return user;
    }

    /// <summary>The user's name, or the number of a user without a name, as is common in containers.</summary>
    /// <param name="known">The name as known to this machine.</param>
    internal static string UserName(string known) =>
        known.Length > 0 || OperatingSystem.IsWindows() ? known : geteuid().ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "AWS STS did not return the caller's ARN; changes are recorded under another name [{author}: {error}]")]
    private static partial void LogUnknown(ILogger logger, string author, string error);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
