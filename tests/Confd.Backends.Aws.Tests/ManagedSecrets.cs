using System.Text.Json;
using Confd.Aws.Json;

namespace Confd.Backends.Aws.Tests;

/// <summary>Secrets of one test, removed at its end.</summary>
internal sealed class ManagedSecrets : IAsyncDisposable
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private ManagedSecrets(MotoService moto) => Moto = moto;

    public MotoService Moto { get; }

    public static async Task<ManagedSecrets> StartAsync() => new(await MotoService.StartAsync(AwsService.SecretsManager));

    /// <summary>Creates a secret, or gives it another version; the one before keeps the label <c>AWSPREVIOUS</c>.</summary>
    /// <returns>The id of the version.</returns>
    public async Task<string> PutAsync(string name, string text, string member = "SecretString")
    {
        var isNew = _names.Add(name);
        var answer = await Moto.SendAsync(
            isNew ? "CreateSecret" : "PutSecretValue",
            writer =>
            {
                writer.WriteString(isNew ? "Name" : "SecretId", name);
                writer.WriteString(member, text);
                writer.WriteString("ClientRequestToken", Guid.NewGuid().ToString());
            });
        return JsonResponse.Text(answer, "VersionId");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _names)
        {
            await Moto.SendAsync("DeleteSecret", writer => Delete(writer, name));
        }

        await Moto.DisposeAsync();
    }

    private static void Delete(Utf8JsonWriter writer, string name)
    {
        writer.WriteString("SecretId", name);
        writer.WriteBoolean("ForceDeleteWithoutRecovery", true);
    }
}
