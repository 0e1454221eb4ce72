using System.Globalization;
using System.Runtime.InteropServices;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Confd.Following;

namespace Confd.DynamoDb.Connections;

/// <summary>Who this process is: for AWS, or else for its machine.</summary>
internal static partial class CallerIdentity
{
    // Whoever writes a key does not wait for long to have it noted who he is.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The caller's ARN, as AWS STS tells it to everybody of himself; <c>user@host</c> where it cannot be asked, or DynamoDB is
    /// at an endpoint of its own.</summary>
    public static async Task<string> FindAsync(DynamoConnection connection, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (connection.Endpoint is null)
        {
            using var limit = new TimeLimit(Patience, clock, cancellationToken);
            try
            {
                var config = connection.Aws.Configure(new AmazonSecurityTokenServiceConfig(), connection.FindEndpointOf("STS"));
                using var client = new AmazonSecurityTokenServiceClient(connection.Aws.Credentials, config);
                var answer = await limit.RunAsync(end => client.GetCallerIdentityAsync(new GetCallerIdentityRequest(), end))
                    .ConfigureAwait(false);
                if (answer.Arn is { Length: > 0 } arn)
                {
                    return arn;
                }
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // No way to STS, or an engine without it: the machine's own name for us has to do.
            }
        }

        return $"{UserName(Environment.UserName)}@{Environment.MachineName}";
    }

    /// <summary>The user's name, or the number of one without a name, as is common in containers.</summary>
    /// <param name="known">The name as far as this machine knows it.</param>
    internal static string UserName(string known) =>
        known.Length > 0 || OperatingSystem.IsWindows() ? known : geteuid().ToString(CultureInfo.InvariantCulture);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint geteuid();
}
