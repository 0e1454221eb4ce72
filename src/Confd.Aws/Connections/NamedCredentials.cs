using Amazon.Runtime;

namespace Confd.Aws.Connections;

/// <summary>The credentials that the environment or the profile defines explicitly. If they cannot be obtained, that is an error: the SDK's
/// chain would continue with another identity, such as the machine's.</summary>
internal static class NamedCredentials
{
    /// <summary>Finds the credentials.</summary>
    /// <param name="http">Creates the connections to STS.</param>
    /// <param name="search">Cancelled if the search is given up.</param>
    /// <returns>Null where none are defined.</returns>
    /// <exception cref="AwsException">They are defined incompletely.</exception>
    public static AWSCredentials? Find(SdkHttpClients http, CancellationToken search)
    {
        if (IsSet("AWS_ACCESS_KEY_ID") && IsSet("AWS_SECRET_ACCESS_KEY"))
        {
            return new EnvironmentVariablesAWSCredentials();
        }

        // All others may need requests.
        CredentialDependencies.Register(http);
        if (!IsSet("AWS_WEB_IDENTITY_TOKEN_FILE"))
        {
            return SharedProfile.FindCredentials(http, search) ?? ContainerCredentials.Find(http);
        }

        return IsSet("AWS_ROLE_ARN")
            ? AssumeRoleWithWebIdentityCredentials.FromEnvironmentVariables()
            : throw CredentialFailure.Make(
                "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not; set both or neither");
    }

    private static bool IsSet(string variable) => EnvironmentText.Find(variable) is not null;
}
