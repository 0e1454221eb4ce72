using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.SecurityToken.Model;

namespace Confd.Aws.Connections;

/// <summary>The credentials of a profile, with the roles that it assumes, by the rules of AWS's SDK for Go.</summary>
/// <param name="profiles">The profiles that it may refer to as sources.</param>
/// <param name="http">Creates the connections to STS.</param>
/// <param name="search">Cancelled if the search for credentials is given up.</param>
internal sealed class ProfileCredentials(CredentialProfileStoreChain profiles, SdkHttpClients http, CancellationToken search)
{
    // The minimum of STS; the SDK for Go uses it where a profile has a smaller value, or no number.
    private const int MinSeconds = 900;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Finds the credentials.</summary>
    /// <param name="profile">The profile; its options are changed by this method.</param>
    /// <returns>Null where it defines none.</returns>
    /// <exception cref="AwsException">They are incomplete, or refer to a source without credentials.</exception>
    public AWSCredentials? Find(CredentialProfile profile)
    {
        var options = profile.Options;
        if (!_seen.Add(profile.Name))
        {
            // Its own source: the keys beside the role.
            (options.RoleArn, options.SourceProfile, options.CredentialSource) = (null, null, null);
        }

        var (role, source, place) = (options.RoleArn, options.SourceProfile, options.CredentialSource);
        if (string.IsNullOrEmpty(role) && !(string.IsNullOrEmpty(source) && string.IsNullOrEmpty(place)))
        {
            throw IncompleteProfile(profile);
        }

        // A web identity token is exchanged for the role itself.
        if (string.IsNullOrEmpty(role) || (string.IsNullOrEmpty(source) && !string.IsNullOrEmpty(options.WebIdentityTokenFile)))
        {
            return Own(profile);
        }

        if (!string.IsNullOrEmpty(options.MfaSerial))
        {
            throw CredentialFailure.Make($"mfa_serial of profile {profile.Name} needs a code, which cannot be entered here");
        }

        var advice = CredentialAdvice.OfProfile(profile, name => profiles.TryGetProfile(name, out var other) ? other : null);
        var request = new AssumeRoleRequest
        {
            RoleArn = role,
            RoleSessionName = string.IsNullOrEmpty(options.RoleSessionName) ? $"confd-{Guid.NewGuid():N}" : options.RoleSessionName,
            ExternalId = string.IsNullOrEmpty(options.ExternalID) ? null : options.ExternalID,
            DurationSeconds = Seconds(profile),
        };
        var signer = !string.IsNullOrEmpty(source) ? OfSource(profile.Name, source)
            : !string.IsNullOrEmpty(place) ? OfPlace(profile.Name, place)
            : OfRole(profile) ?? ContainerCredentials.Find(http) ?? new InstanceProfileAWSCredentials();
        return new AssumedRole(CredentialDependencies.TokenService(signer, http), request, advice);
    }

    private static int? Seconds(CredentialProfile profile) =>
        SharedProfile.Settings(profile).TryGetValue("duration_seconds", out var text)
            ? Math.Max(MinSeconds, int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0)
            : null;

    private static bool NamesAny(CredentialProfileOptions options) =>
        new[]
        {
            options.AccessKey, options.SecretKey, options.CredentialProcess, options.WebIdentityTokenFile, options.SsoSession,
            options.SsoAccountId, options.SsoRegion, options.SsoRoleName, options.SsoStartUrl,
        }.Any(value => !string.IsNullOrEmpty(value));

    private static AwsException IncompleteProfile(CredentialProfile profile) => CredentialFailure.Make(
        $"profile {profile.Name} defines them incompletely; "
        + "keys come in pairs, and source_profile, credential_source and web_identity_token_file need role_arn");

    private AWSCredentials OfPlace(string name, string place) => place switch
    {
        "Environment" => new EnvironmentVariablesAWSCredentials(),
        "Ec2InstanceMetadata" => new InstanceProfileAWSCredentials(),
        "EcsContainer" => new ContainerCredentials(http),
        _ => throw CredentialFailure.Make(
            $"credential_source of profile {name} is not one of Environment, Ec2InstanceMetadata and EcsContainer"),
    };

    private AWSCredentials OfSource(string name, string sourceName) =>
        (profiles.TryGetProfile(sourceName, out var source) ? Find(source) : null)
            ?? throw CredentialFailure.Make($"source_profile {sourceName} of profile {name} has no credentials");

    // The credentials that the profile of a role refers to.
    private AWSCredentials? OfRole(CredentialProfile profile)
    {
        var options = profile.Options;
        (options.RoleArn, options.RoleSessionName, options.ExternalID) = (null, null, null);
        return Own(profile);
    }

    private AWSCredentials? Own(CredentialProfile profile) =>
        profile.CanCreateAWSCredentials ? WithLimit(profile, profile.GetAWSCredentials(profiles))
        : NamesAny(profile.Options) ? throw IncompleteProfile(profile)
        : null;

    private AWSCredentials WithLimit(CredentialProfile profile, AWSCredentials found) => found is not ProcessAWSCredentials
        ? found
        : new ProcessCredentials(
            profile.Options.CredentialProcess,
            CredentialAdvice.OfProcess(profile.Name),
            profile.Options.AwsAccountId,
            TimeProvider.System,
            search);
}
