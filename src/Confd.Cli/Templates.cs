using System.Buffers;
using Confd.Cli.CommandLine;
using Confd.Engine.Metrics;
using Microsoft.Extensions.Logging;

namespace Confd.Cli;

internal sealed class Templates(string configDirectory, OptionValues values, EngineMetrics metrics, TimeProvider clock, ILogger logger)
{
    public void Render(string path, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> keys, IBufferWriter<byte> output) =>
        throw new NotSupportedException($"{configDirectory}{values}{metrics}{clock}{logger}");

    public void Forget()
    {
    }
}
