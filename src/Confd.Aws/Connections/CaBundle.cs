using System.Net.Security;
using System.Security.Cryptography;
using Confd.Shared.Files;
using Confd.Shared.Tls;

namespace Confd.Aws.Connections;

/// <summary>The certificate authorities that AWS's own tools trust in place of the system's: <c>AWS_CA_BUNDLE</c>, or <c>ca_bundle</c> of
/// the profile.</summary>
internal static class CaBundle
{
    private const string Variable = "AWS_CA_BUNDLE";

    /// <summary>The file in PEM form; null for the system's authorities.</summary>
    public static string? Find(Func<string, string?> environment) =>
        EnvironmentText.Find(Variable, environment) ?? SharedProfile.CaBundle;

    /// <summary>Loads the TLS settings that trust these authorities.</summary>
    /// <exception cref="AwsException">The file cannot be read or holds no certificate.</exception>
    public static SslClientAuthenticationOptions Load(string path)
    {
        try
        {
            return SystemTrust.TryCreateOptions(path)
                ?? throw new AwsException(AwsFailure.Untrusted, $"{Variable} or ca_bundle: {path} holds no certificate in PEM form");
        }
        catch (Exception failed) when (failed is FileReadException or CryptographicException)
        {
            var reason = (failed as FileReadException)?.Reason ?? failed.Message;
            throw new AwsException(AwsFailure.Untrusted, $"{Variable} or ca_bundle: {path} cannot be read: {reason}", failed);
        }
    }
}
