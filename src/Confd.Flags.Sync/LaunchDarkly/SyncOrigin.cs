using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>Where flag data comes from: enough to tell two environments apart, and nothing that is secret.</summary>
/// <param name="Id">32 hexadecimal digits of a SHA-256 of the SDK key, the address and the filter; <c>file</c> for files.</param>
/// <param name="Name">What people call it: the service's address, or <c>a file</c>.</param>
public sealed record SyncOrigin(string Id, string Name)
{
    private const int IdBytes = 16;
    private const int MaxEnvironmentLength = 200;

    /// <summary>The id that the service told of the environment, with <c>/</c> and the filter where there is one. It stays when the SDK key
    /// is rotated. Null where the service has told none.</summary>
    public string? Environment { get; init; }

    /// <summary>Files. All are one origin: nothing in a file says which environment it is of, and its path may differ with each
    /// run.</summary>
    public static SyncOrigin File { get; } = new("file", "a file");

    /// <summary>The environment that the options ask for. Streaming and polling of the same one are the same origin.</summary>
    /// <param name="options">Whom to ask, and with which key.</param>
    /// <param name="environmentId">What the service told of it; null: nothing. What is longer than 200 characters, or has others than
    /// visible ones of ASCII, is no id.</param>
    public static SyncOrigin Of(LaunchDarklyOptions options, string? environmentId = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var launchDarkly = new LaunchDarklyOptions { SdkKey = "" };
        var address = options.BaseUri == launchDarkly.BaseUri && options.StreamUri != launchDarkly.StreamUri
            ? options.StreamUri
            : options.BaseUri;
        var name = LaunchDarklyException.Name(address).TrimEnd('/');
        var filter = LaunchDarklyConnection.FilterOf(options with { Logger = null });
        var text = string.Join('\n', options.SdkKey, name.ToLowerInvariant(), filter);
        return new SyncOrigin(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, IdBytes)), name)
        {
            Environment = IsId(environmentId) ? environmentId + (filter is null ? "" : "/" + filter) : null,
        };
    }

    private static bool IsId([NotNullWhen(true)] string? id) =>
        id is { Length: > 0 and <= MaxEnvironmentLength } && !id.AsSpan().ContainsAnyExceptInRange('!', '~');
}
