using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Confd.Aws;
using Confd.Aws.Json;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Aws.Parameters;

/// <summary>Parameters of Systems Manager: everything below a lookup key, and the parameter with that name.</summary>
/// <remarks>
/// AWS Systems Manager API reference: GetParametersByPath returns up to 10 per page; a suffix with <c>:</c> after a name selects a version
/// or a label.
/// </remarks>
internal sealed partial class SsmBackend(AwsJsonClient client, string? label, BackendContext context) : AwsBackend(client, context)
{
    private readonly ILogger _logger = context.Logger;
    private readonly ConcurrentDictionary<string, bool> _secure = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _loggedDenials = new(StringComparer.Ordinal);

    public override string Name => "ssm";

    protected override string Title => "SSM";

    protected override string CountName => "parameter_count";

    protected override ServiceListing Listing { get; } = new("GetParametersByPath", "MaxResults", 10, "Parameters", writer =>
    {
        writer.WriteString("Path"u8, "/");
        writer.WriteBoolean("Recursive", true);
    });

    protected override bool IsSecret(string key) => _secure.ContainsKey(key);

    protected override Func<string, CancellationToken, Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>> StartReading(
        ReadingBudget budget) => (lookupKey, cancellationToken) => ReadKeyAsync(lookupKey, budget, cancellationToken);

    private async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadKeyAsync(
        string lookupKey, ReadingBudget budget, CancellationToken cancellationToken)
    {
        LogKey(_logger, lookupKey);
        var path = new LookupKey(lookupKey).Path;
        var values = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var namesAVersion = path.LastIndexOf(':') > path.LastIndexOf('/');
        if (!namesAVersion)
        {
            await ReadBelowAsync(path, values, budget, cancellationToken).ConfigureAwait(false);
        }

        if (path != "/")
        {
            await ReadExactAsync(path, namesAVersion, values, budget, cancellationToken).ConfigureAwait(false);
        }

        return values;
    }

    private async Task ReadBelowAsync(
        string path, Dictionary<string, ReadOnlyMemory<byte>> values, ReadingBudget budget, CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var page = await AskPathAsync(
                writer =>
                {
                    if (next is not null)
                    {
                        writer.WriteString("NextToken"u8, next);
                    }

                    if (label is not null)
                    {
                        writer.WriteStartArray("ParameterFilters");
                        writer.WriteStartObject();
                        writer.WriteString("Key", "Label");
                        writer.WriteString("Option", "Equals");
                        writer.WriteStartArray("Values");
                        writer.WriteStringValue(label);
                        writer.WriteEndArray();
                        writer.WriteEndObject();
                        writer.WriteEndArray();
                    }

                    writer.WriteString("Path", path);
                    writer.WriteBoolean("Recursive", true);
                    writer.WriteBoolean("WithDecryption", true);
                },
                cancellationToken).ConfigureAwait(false);
            foreach (var parameter in page.GetProperty("Parameters"u8).EnumerateArray())
            {
                values[JsonResponse.Text(parameter, "Name")] = ValueOf(parameter, JsonResponse.Text(parameter, "Name"), budget);
            }

            next = JsonResponse.Next(page);
        }
        while (next is not null);
    }

    private async Task ReadExactAsync(
        string path,
        bool namesAVersion,
        Dictionary<string, ReadOnlyMemory<byte>> values,
        ReadingBudget budget,
        CancellationToken cancellationToken)
    {
        var name = namesAVersion || label is null ? path : $"{path}:{label}";
        try
        {
            var answer = await Client.SendAsync(
                "GetParameter",
                writer =>
                {
                    writer.WriteString("Name"u8, name);
                    writer.WriteBoolean("WithDecryption", true);
                },
                "Parameter",
                JsonValueKind.Object,
                cancellationToken).ConfigureAwait(false);
            values[path] = ValueOf(answer.GetProperty("Parameter"u8), path, budget);
        }
        catch (AwsException failed) when (failed.Code is "ParameterNotFound" or "ParameterVersionNotFound")
        {
            // No parameter with that name: the key selects those below it.
        }
        catch (AwsException failed) when (failed.Failure == AwsFailure.AccessDenied && values.Count > 0)
        {
            // The original does not read it where there are parameters below, so policies exist that allow only these.
            if (_loggedDenials.TryAdd(path, true))
            {
                LogDenied(_logger, path);
            }
        }
    }

    private Task<JsonElement> AskPathAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken) =>
        Client.SendAsync("GetParametersByPath", write, "Parameters", JsonValueKind.Array, cancellationToken);

    // Once encrypted, a name counts as secret permanently: its earlier value may still be in a file.
    private ReadOnlyMemory<byte> ValueOf(JsonElement parameter, string key, ReadingBudget budget)
    {
        if (JsonResponse.TextOrNull(parameter, "Type") == "SecureString")
        {
            _secure[key] = true;
        }

        var value = Encoding.UTF8.GetBytes(JsonResponse.Text(parameter, "Value"));
        budget.Take(key, value.Length);
        return value;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Processing key={key}")]
    private static partial void LogKey(ILogger logger, string key);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Parameter {name} may not be read, only those below it; allow ssm:GetParameter on it, if it exists and is wanted")]
    private static partial void LogDenied(ILogger logger, string name);
}
