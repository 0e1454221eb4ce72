using System.Text;
using Confd.Shared.Files;

namespace Confd.Cli.Flags.Sync;

/// <summary>Reads secrets from files and variables, never from the command line, which every user of a machine can see.</summary>
internal static class SecretSource
{
    public const string SdkKeyVariable = "LAUNCHDARKLY_SDK_KEY";
    public const string WebhookSecretVariable = "LAUNCHDARKLY_WEBHOOK_SECRET";

    /// <summary>The SDK key from a file, or else from the variable.</summary>
    /// <exception cref="ConfigurationException">There is no key.</exception>
    public static string ReadSdkKey(string? path, Func<string, string?> variable)
    {
        var key = path is null ? variable(SdkKeyVariable) : ReadSecret(path);
        return string.IsNullOrWhiteSpace(key)
            ? throw new ConfigurationException($"there is no SDK key; set {SdkKeyVariable} or name a file with --sdk-key-file")
            : key.Trim();
    }

    /// <summary>The secret of webhooks, from a file or else from the variable.</summary>
    /// <returns>Null where there is none: webhooks are then accepted unsigned.</returns>
    public static byte[]? ReadWebhookSecret(string? path, Func<string, string?> variable)
    {
        var secret = path is null ? variable(WebhookSecretVariable) : ReadSecret(path);
        return string.IsNullOrWhiteSpace(secret) ? null : Encoding.UTF8.GetBytes(secret.Trim());
    }

    private static string ReadSecret(string path) => ReadFile(path) is var secret && string.IsNullOrWhiteSpace(secret)
        ? throw new ConfigurationException($"the secret file {path} is empty; put the secret into it, as one line")
        : secret;

    /// <summary>The text of a file; no message quotes it.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read.</exception>
    public static string ReadFile(string path)
    {
        try
        {
            return RegularFile.ReadText(path, RegularFile.MaxSecretBytes, mayBePipe: true);
        }
        catch (FileReadException problem)
        {
            throw new ConfigurationException($"the secret file {path} cannot be read: {problem.Reason}", problem);
        }
    }
}
