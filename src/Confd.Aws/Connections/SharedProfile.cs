using Amazon.Runtime.CredentialManagement;

namespace Confd.Aws.Connections;

/// <summary>Which profile of the shared AWS files counts.</summary>
internal static class SharedProfile
{
    /// <summary><c>AWS_PROFILE</c> or <c>default</c>.</summary>
    public static string ActiveName =>
        Environment.GetEnvironmentVariable("AWS_PROFILE") is { Length: > 0 } name ? name : SharedCredentialsFile.DefaultProfileName;

    /// <summary>The files that profiles stand in, present or not.</summary>
    public static IReadOnlyList<string> Files => [SharedCredentialsFile.DefaultFilePath, SharedCredentialsFile.DefaultConfigFilePath];
}
