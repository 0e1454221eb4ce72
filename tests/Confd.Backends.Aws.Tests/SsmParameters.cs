using Confd.Aws.Json;

namespace Confd.Backends.Aws.Tests;

/// <summary>Parameters of one test, removed at its end.</summary>
internal sealed class SsmParameters : IAsyncDisposable
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private SsmParameters(MotoService moto) => Moto = moto;

    public MotoService Moto { get; }

    public static async Task<SsmParameters> StartAsync() => new(await MotoService.StartAsync(AwsService.Ssm));

    public async Task PutAsync(string name, string value, string type = "String")
    {
        await Moto.SendAsync(
            "PutParameter",
            writer =>
            {
                writer.WriteString("Name", name);
                writer.WriteString("Value", value);
                writer.WriteString("Type", type);
                writer.WriteBoolean("Overwrite", true);
            });
        _names.Add(name);
    }

    public Task LabelAsync(string name, int version, string label) => Moto.SendAsync(
        "LabelParameterVersion",
        writer =>
        {
            writer.WriteString("Name", name);
            writer.WriteNumber("ParameterVersion", version);
            writer.WriteStartArray("Labels");
            writer.WriteStringValue(label);
            writer.WriteEndArray();
        });

    public async ValueTask DisposeAsync()
    {
        foreach (var chunk in _names.Chunk(10))
        {
            await Moto.SendAsync(
                "DeleteParameters",
                writer =>
                {
                    writer.WriteStartArray("Names");
                    foreach (var name in chunk)
                    {
                        writer.WriteStringValue(name);
                    }

                    writer.WriteEndArray();
                });
        }

        await Moto.DisposeAsync();
    }
}
