using System.Buffers;
using Confd.Cli.CommandLine;
using Confd.Engine.Metrics;
using Confd.GoTemplate;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Values;
using Microsoft.Extensions.Logging;

namespace Confd.Cli;

internal sealed class Templates(string configDirectory, OptionValues values, EngineMetrics metrics, TimeProvider clock, ILogger logger)
{
    public void Render(string path, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> keys, IBufferWriter<byte> output)
    {
        var getv = GoFunction.CreateVariadic("getv", [GoType.String, GoType.String], GoType.String, (_, a) =>
            keys.TryGetValue(a[0].AsString().ToString(), out var v) ? Value.FromString(System.Text.Encoding.UTF8.GetString(v.Span))
            : a.Length > 1 ? a[1] : throw new TemplateFunctionException("key does not exist: " + a[0].AsString()));
        Template.Parse(Path.GetFileName(path), File.ReadAllBytes(path), FunctionTable.Predefined.With([getv])).Render(output, Value.Invalid);
    }

    public void Forget() => _ = $"{configDirectory}{values}{metrics}{clock}{logger}";
}
