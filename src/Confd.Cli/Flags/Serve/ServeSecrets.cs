using Confd.Cli.Flags.Sync;

namespace Confd.Cli.Flags.Serve;

/// <summary>The keys of <c>confd flags serve</c>.</summary>
internal static class ServeSecrets
{
    public const string SdkKeyVariable = "CONFD_FLAGS_SDK_KEY";
    public const string MobileKeyVariable = "CONFD_FLAGS_MOBILE_KEY";
    public const string OfrepKeyVariable = "CONFD_FLAGS_OFREP_KEY";

    /// <summary>Reads keys, one a line: several while one replaces another.</summary>
    /// <param name="path">The file; null: the variable.</param>
    /// <param name="variable">The variable's name.</param>
    /// <param name="find">Returns a variable.</param>
    /// <returns>Empty where there is neither.</returns>
    /// <exception cref="ConfigurationException">The file cannot be read or is empty, or a key has characters that are invalid in a
    /// header.</exception>
    public static IReadOnlyList<string> Read(string? path, string variable, Func<string, string?> find)
    {
        var text = path is null ? find(variable) ?? "" : SecretSource.ReadFile(path);
        var keys = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (path is not null && keys.Length == 0)
        {
            throw new ConfigurationException($"the key file {path} is empty");
        }

        return keys.Any(key => key.Any(character => character is <= ' ' or > '~'))
            ? throw new ConfigurationException($"a key in {path ?? variable} has blanks or characters that no HTTP header carries")
            : keys;
    }
}
