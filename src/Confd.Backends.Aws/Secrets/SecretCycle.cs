using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Text.Json;
using Confd.Aws;
using Confd.Aws.Json;

namespace Confd.Backends.Aws.Secrets;

/// <summary>The secrets of one cycle: each is requested once, whether it exists, is missing or denied.</summary>
internal sealed class SecretCycle(AwsJsonClient client, bool flattens, ReadingBudget budget)
{
    private readonly ConcurrentDictionary<SecretName, Lazy<Task<SecretValue?>>> _requested = new();

    /// <summary>A secret; null where there is none with that name, version or label.</summary>
    /// <exception cref="KeyBackendException">It exceeds the memory limit.</exception>
    public Task<SecretValue?> FindAsync(SecretName name, CancellationToken cancellationToken) =>
        _requested.GetOrAdd(name, requested => new Lazy<Task<SecretValue?>>(() => RequestAsync(requested, cancellationToken))).Value;

    private async Task<SecretValue?> RequestAsync(SecretName name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.SendAsync(
                "GetSecretValue", writer => Write(writer, name), "Name", JsonValueKind.String, cancellationToken).ConfigureAwait(false);
            var secret = JsonResponse.TextOrNull(answer, "SecretString") is { } text
                ? SecretValue.OfText(text, flattens)
                : SecretValue.OfBinary(JsonResponse.Text(answer, "SecretBinary"));
            budget.Take(name.Name, secret.Text.Length);
            budget.Take(secret.Members ?? ReadOnlyDictionary<string, ReadOnlyMemory<byte>>.Empty);
            return secret;
        }
        catch (AwsException failed) when (failed.Failure == AwsFailure.Missing)
        {
            return null;
        }
        catch (AwsException failed)
        {
            throw new AwsException(failed.Failure, $"secret {name}: {failed.Message}", failed) { Code = failed.Code };
        }
        catch (FormatException failed)
        {
            throw new AwsException(AwsFailure.InvalidRequest, $"secret {name}: {failed.Message}", failed);
        }
    }

    private static void Write(Utf8JsonWriter writer, SecretName name)
    {
        writer.WriteString("SecretId", name.Name);
        if (name.VersionId is { } version)
        {
            writer.WriteString("VersionId", version);
        }

        if (name.Stage is { } stage)
        {
            writer.WriteString("VersionStage", stage);
        }
    }
}
