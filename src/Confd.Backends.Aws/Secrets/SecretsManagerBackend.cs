using System.Collections.ObjectModel;
using System.Text;
using Confd.Aws;
using Confd.Aws.Json;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Aws.Secrets;

/// <summary>
/// Secrets by name: the text, the members of a JSON object, or one member of a secret whose name is the start of the key. There is no
/// listing by prefix.
/// </summary>
internal sealed partial class SecretsManagerBackend(AwsJsonClient client, string stage, bool flattens, BackendContext context)
    : AwsBackend(client, context)
{
    private readonly ILogger _logger = context.Logger;

    public override string Name => "secretsmanager";

    protected override string Title => "Secrets Manager";

    protected override string CountName => "secret_count";

    protected override ServiceListing Listing { get; } = new("ListSecrets", "MaxResults", 100, "SecretList");

    protected override bool IsSecret(string key) => true;

    protected override Func<string, CancellationToken, Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>> StartReading(
        ReadingBudget budget)
    {
        var cycle = new SecretCycle(Client, flattens, budget);
        return (lookupKey, cancellationToken) => ReadKeyAsync(cycle, lookupKey, cancellationToken);
    }

    private async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadKeyAsync(
        SecretCycle cycle, string lookupKey, CancellationToken cancellationToken)
    {
        var path = new LookupKey(lookupKey).Path;
        if (path == "/")
        {
            throw new KeyBackendException(
                "the secretsmanager backend cannot list secrets, so the key / names none; name the secrets in keys");
        }

        var name = SecretName.Parse(path, stage);
        var values = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var secret = await cycle.FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (secret is { Members: null })
        {
            values[path] = Encoding.UTF8.GetBytes(secret.Text);
            return values;
        }

        if (secret is null)
        {
            LogNotFound(_logger, name.Name);
        }

        foreach (var (member, value) in secret?.Members ?? ReadOnlyDictionary<string, ReadOnlyMemory<byte>>.Empty)
        {
            values[$"{path}/{member}"] = value;
        }

        if (flattens
            && await FindInParentsAsync(cycle, name, isNeeded: secret is null, cancellationToken).ConfigureAwait(false) is { } found)
        {
            values[path] = found;
        }

        return values;
    }

    private async Task<ReadOnlyMemory<byte>?> FindInParentsAsync(
        SecretCycle cycle, SecretName name, bool isNeeded, CancellationToken cancellationToken)
    {
        foreach (var (parent, member) in name.Parents())
        {
            try
            {
                var secret = await cycle.FindAsync(parent, cancellationToken).ConfigureAwait(false);
                if (secret?.Members is { } members && members.TryGetValue(member, out var value))
                {
                    LogMember(_logger, member, parent.Name);
                    return value;
                }
            }
            catch (AwsException failed) when (failed.Failure == AwsFailure.AccessDenied && !isNeeded)
            {
                // The key has a separate secret; policies seldom allow the folder above it, and AWS also denies access to missing secrets.
                LogParentDenied(_logger, parent.Name);
            }
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Secret not found: {name}")]
    private static partial void LogNotFound(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Found key {key} in JSON secret {secret}")]
    private static partial void LogMember(ILogger logger, string key, string secret);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Secret {name} may not be read; not needed, as the key has a secret of its own")]
    private static partial void LogParentDenied(ILogger logger, string name);
}
