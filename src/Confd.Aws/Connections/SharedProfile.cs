using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Confd.Aws.Connections;

/// <summary>The relevant settings of the profile in the shared AWS files.</summary>
internal static class SharedProfile
{
    /// <summary><c>AWS_PROFILE</c> or <c>default</c>.</summary>
    public static string ActiveName => EnvironmentText.Find("AWS_PROFILE") ?? "default";

    /// <summary>The files of profiles, whether they exist or not.</summary>
    public static IReadOnlyList<string> Files =>
    [
        EnvironmentText.Find("AWS_SHARED_CREDENTIALS_FILE") ?? AtHome("credentials"),
        EnvironmentText.Find("AWS_CONFIG_FILE") ?? AtHome("config"),
    ];

    /// <summary>Its credentials; null where it has none, or there is no profile and none is named.</summary>
    /// <param name="http">Creates the connections to STS.</param>
    /// <param name="search">Cancelled if the search is given up.</param>
    /// <exception cref="AwsException"><c>AWS_PROFILE</c> names a profile that does not exist, or the profile's credentials are
    /// incomplete.</exception>
    /// <exception cref="InvalidDataException">A line of the files is invalid.</exception>
    public static AWSCredentials? FindCredentials(SdkHttpClients http, CancellationToken search)
    {
        if (IsAny)
        {
            var profiles = new CredentialProfileStoreChain();
            if (profiles.TryGetProfile(ActiveName, out var profile))
            {
                return new ProfileCredentials(profiles, http, search).Find(profile);
            }
        }

        return EnvironmentText.Find("AWS_PROFILE") is not { } name ? null : throw CredentialFailure.Make(
            $"there is no profile \"{name}\" in {string.Join(" and ", Files)}; "
            + "correct AWS_PROFILE, or unset it");
    }

    /// <summary>Its region; null for none.</summary>
    public static string? Region => Find()?.Region?.SystemName;

    /// <summary>The file of its certificate authorities; null for none.</summary>
    public static string? CaBundle =>
        Find() is { } profile && Settings(profile).GetValueOrDefault("ca_bundle") is { Length: > 0 } path ? path : null;

    /// <summary>Its endpoint for a service: in its <c>services</c> section, otherwise for all services; null for none.</summary>
    /// <param name="serviceName">As in <c>AWS_ENDPOINT_URL_SECRETS_MANAGER</c>.</param>
    public static string? EndpointOf(string serviceName) =>
        Find() is { } profile && profile.IgnoreConfiguredEndpointUrls != true
            ? Sections(profile).GetValueOrDefault(serviceName.ToLowerInvariant())?.GetValueOrDefault("endpoint_url") ?? profile.EndpointUrl
            : null;

    /// <summary>The settings that the SDK reads of a profile, but does not use itself.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Properties")]
    internal static extern Dictionary<string, string> Settings(CredentialProfile profile);

    // The SDK's reader initializes itself by reflection, 0.3 ms that a short run without files need not wait. On Windows it has a store
    // beside the files.
    private static bool IsAny => OperatingSystem.IsWindows() || Files.Any(File.Exists);

    private static string AtHome(string name) =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws", name);

    private static CredentialProfile? Find() => FindNamed(ActiveName);

    /// <summary>A profile; null where there is none, or a line of the files is invalid.</summary>
    /// <remarks>Callers that need credentials of such files get an exception, and others continue without them, as with Go's
    /// SDK.</remarks>
    internal static CredentialProfile? FindNamed(string name)
    {
        try
        {
            return IsAny && new CredentialProfileStoreChain().TryGetProfile(name, out var profile) ? profile : null;
        }
        catch (Exception broken) when (broken is InvalidDataException or AmazonClientException)
        {
            return null;
        }
    }

    // The SDK reads them for its own clients only.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_NestedProperties")]
    private static extern Dictionary<string, Dictionary<string, string>> Sections(CredentialProfile profile);
}
