using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Confd.Aws.Connections;

/// <summary>What to do if there are no credentials: it depends on where the environment and the profile say that they are.</summary>
internal static class CredentialAdvice
{
    private const string OfService =
        "check the service that hands them out (metadata, container, STS or IAM Identity Center) and the network";

    // A chain of sources may be a circle.
    private const int MaxSources = 8;

    /// <summary>What to do about the source that is asked in this process's environment.</summary>
    /// <param name="failed">The failure.</param>
    public static string Of(Exception failed) => Of(
        failed, Environment.GetEnvironmentVariable, SharedProfile.FindNamed(SharedProfile.ActiveName), SharedProfile.FindNamed);

    /// <inheritdoc cref="Of(Exception)"/>
    /// <param name="failed">The failure.</param>
    /// <param name="variable">Returns the value of a variable.</param>
    /// <param name="active">The profile in use; null for none.</param>
    /// <param name="find">Finds another profile.</param>
    internal static string Of(
        Exception failed, Func<string, string?> variable, CredentialProfile? active, Func<string, CredentialProfile?> find)
    {
        if (CredentialFailure.QuotesLine(failed.ToString()))
        {
            return "correct this line";
        }

        if (!string.IsNullOrEmpty(variable("AWS_WEB_IDENTITY_TOKEN_FILE")))
        {
            return "check AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN and the role's trust policy";
        }

        return OfProfile(active, find)
            ?? OfContainer(variable)
            ?? "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile with AWS_PROFILE, or give the machine a role";
    }

    /// <summary>What to do about the source that is asked in this process's environment, if it does not answer.</summary>
    public static string OfLate()
    {
        try
        {
            return OfLate(
                Environment.GetEnvironmentVariable, () => SharedProfile.FindNamed(SharedProfile.ActiveName), SharedProfile.FindNamed);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return OfService;
        }
    }

    /// <inheritdoc cref="OfLate()"/>
    /// <param name="variable">Returns the value of a variable.</param>
    /// <param name="active">Finds the profile in use; null for none.</param>
    /// <param name="find">Finds another profile.</param>
    internal static string OfLate(
        Func<string, string?> variable, Func<CredentialProfile?> active, Func<string, CredentialProfile?> find)
    {
        var isOfProfile = string.IsNullOrEmpty(variable("AWS_ACCESS_KEY_ID"))
            && string.IsNullOrEmpty(variable("AWS_WEB_IDENTITY_TOKEN_FILE"));
        var process = isOfProfile
            ? SourcesOf(active(), find).FirstOrDefault(profile => !string.IsNullOrEmpty(profile.Options.CredentialProcess))
            : null;
        return process is not null ? OfProcess(process.Name)
            : (isOfProfile ? OfContainer(variable) : null)
                ?? OfService;
    }

    /// <summary>What to do about the command of a profile.</summary>
    internal static string OfProcess(string profileName) => $"check credential_process of profile {profileName}";

    /// <summary>What to do about the source behind a profile; null where it names none that may fail.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="find">Finds its source profile.</param>
    internal static string? OfProfile(CredentialProfile? profile, Func<string, CredentialProfile?> find)
    {
        foreach (var source in SourcesOf(profile, find))
        {
            var options = source.Options;
            if (new[] { options.SsoSession, options.SsoStartUrl, options.SsoAccountId }.Any(value => !string.IsNullOrEmpty(value)))
            {
                return $"log in with `aws sso login --profile {source.Name}`";
            }

            if (!string.IsNullOrEmpty(options.CredentialProcess))
            {
                return OfProcess(source.Name);
            }

            if (!string.IsNullOrEmpty(options.WebIdentityTokenFile))
            {
                return $"check web_identity_token_file and role_arn of profile {source.Name}, and the role's trust policy";
            }
        }

        return null;
    }

    /// <summary>The advice with its semicolon, if the failure is not one of STS itself, but of the credentials that sign the
    /// request.</summary>
    internal static string ForSigner(Exception failed, string? advice)
    {
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            if (cause is AmazonServiceException)
            {
                return "";
            }
        }

        return advice is null ? "" : $"; {advice}";
    }

    private static string? OfContainer(Func<string, string?> variable) =>
        ContainerCredentials.Variables.Where(name => !string.IsNullOrEmpty(variable(name)))
            .Select(name => $"check {name} and the service that it names").FirstOrDefault();

    private static IEnumerable<CredentialProfile> SourcesOf(CredentialProfile? profile, Func<string, CredentialProfile?> find)
    {
        for (var i = 0; i < MaxSources && profile is not null; i++)
        {
            yield return profile;
            var name = profile.Options.SourceProfile;
            profile = string.IsNullOrEmpty(name) || name == profile.Name ? null : find(name);
        }
    }
}
