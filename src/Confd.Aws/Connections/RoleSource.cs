using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Confd.Aws.Connections;

/// <summary>Whose credentials sign the request for an assumed role.</summary>
/// <remarks>
/// The SDK's registry asks for an STS client without saying for whom (its context names the same action for web identity and for roles of
/// profiles), so the profile is read here again. A web identity request carries a token and is not signed at all.
/// </remarks>
internal static class RoleSource
{
    public static AWSCredentials Find()
    {
        var name = SharedProfile.ActiveName;
        var profiles = new CredentialProfileStoreChain();
        if (!profiles.TryGetProfile(name, out var profile) || string.IsNullOrEmpty(profile.Options.RoleArn))
        {
            return new AnonymousAWSCredentials();
        }

        if (!string.IsNullOrEmpty(profile.Options.SourceProfile))
        {
            return OfProfile(profiles, name, profile.Options.SourceProfile);
        }

        return profile.Options.CredentialSource switch
        {
            "Environment" => new EnvironmentVariablesAWSCredentials(),
            "Ec2InstanceMetadata" => new InstanceProfileAWSCredentials(),
            "EcsContainer" => new GenericContainerCredentials(),
            _ => new AnonymousAWSCredentials(),
        };
    }

    private static AWSCredentials OfProfile(CredentialProfileStoreChain profiles, string name, string sourceName)
    {
        if (profiles.TryGetProfile(sourceName, out var source) && !string.IsNullOrEmpty(source.Options.RoleArn))
        {
            throw new AwsException(
                AwsFailure.NoCredentials,
                $"profile {name} assumes its role with profile {sourceName}, which assumes a role itself; only one role can be assumed");
        }

        return profiles.TryGetAWSCredentials(sourceName, out var credentials)
            ? credentials
            : throw new AwsException(
                AwsFailure.NoCredentials, $"source_profile {sourceName} of profile {name} has no credentials");
    }
}
