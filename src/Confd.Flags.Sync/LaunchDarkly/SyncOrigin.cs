using System.Security.Cryptography;
using System.Text;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>Where flag data comes from: enough to tell two environments apart, and nothing that is secret.</summary>
/// <param name="Id">32 hexadecimal digits of a SHA-256 of the SDK key, the address and the filter; <c>file</c> for files.</param>
/// <param name="Name">What people call it: the service's address, or <c>a file</c>.</param>
public sealed record SyncOrigin(string Id, string Name)
{
    private const int IdBytes = 16;

    /// <summary>Files. All are one origin: nothing in a file says which environment it is of, and its path may differ with each
    /// run.</summary>
    public static SyncOrigin File { get; } = new("file", "a file");

    /// <summary>The environment that the options ask for. Streaming and polling of the same one are the same origin.</summary>
    public static SyncOrigin Of(LaunchDarklyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var launchDarkly = new LaunchDarklyOptions { SdkKey = "" };
        var address = options.BaseUri == launchDarkly.BaseUri && options.StreamUri != launchDarkly.StreamUri
            ? options.StreamUri
            : options.BaseUri;
        var name = LaunchDarklyException.Name(address).TrimEnd('/');
        var text = string.Join(
            '\n', options.SdkKey, name.ToLowerInvariant(), LaunchDarklyConnection.FilterOf(options with { Logger = null }));
        return new SyncOrigin(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, IdBytes)), name);
    }
}
