using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>Identifies a source of flag data: enough to distinguish two environments, and nothing secret.</summary>
/// <param name="Id">32 hexadecimal digits of a SHA-256 of the SDK key, the address and the filter; <c>file</c> for files.</param>
/// <param name="Name">The name in messages: the service's address, or <c>a file</c>.</param>
public sealed record SyncOrigin(string Id, string Name)
{
    private const int IdBytes = 16;
    private const int MaxEnvironmentLength = 200;

    /// <summary>The id of the environment from the service, with <c>/</c> and the filter where there is one. It stays the same when the SDK
    /// key is rotated. Null where the service has not sent it.</summary>
    public string? Environment { get; init; }

    /// <summary>Files. All are one origin: a file does not contain its environment, and its path may differ with each run.</summary>
    public static SyncOrigin File { get; } = new("file", "a file");

    /// <summary>The environment of the options. Streaming and polling of the same one are the same origin.</summary>
    /// <param name="options">The service, and the key.</param>
    /// <param name="environmentId">The environment's id from the service; null: none. More than 200 characters, or others than visible
    /// ASCII, are not a valid id.</param>
    public static SyncOrigin Of(LaunchDarklyOptions options, string? environmentId = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var launchDarkly = new LaunchDarklyOptions { SdkKey = "" };
        var address = options.BaseUri == launchDarkly.BaseUri && options.StreamUri != launchDarkly.StreamUri
            ? options.StreamUri
            : options.BaseUri;
        var name = LaunchDarklyException.Name(address).TrimEnd('/');
        var filter = LaunchDarklyConnection.FilterOf(options with { Logger = NullLogger.Instance });
        var text = string.Join('\n', options.SdkKey, name.ToLowerInvariant(), filter);
        return new SyncOrigin(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, IdBytes)), name)
        {
            Environment = IsId(environmentId) ? environmentId + (filter is null ? "" : "/" + filter) : null,
        };
    }

    private static bool IsId([NotNullWhen(true)] string? id) =>
        id is { Length: > 0 and <= MaxEnvironmentLength } && !id.AsSpan().ContainsAnyExceptInRange('!', '~');
}
